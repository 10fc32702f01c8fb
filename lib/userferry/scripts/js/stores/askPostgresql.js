// uses: keepPool, storeError
// requires: pg
// Asks PostgreSQL, every value as a parameter; gives the rows, and how many there were or were changed.
// The session's settings make texts independent of the server's own.
async function askPostgresql(sql, values) {
  const { Pool } = require('pg');
  const settings = [
    "SET TimeZone = 'UTC'",
    "SET DateStyle = 'ISO'",
    "SET IntervalStyle = 'postgres'",
    'SET extra_float_digits = 3',
    "SET bytea_output = 'hex'",
    'SET statement_timeout = 5000'
  ].join('; ');
  const open = () => {
    const pool = new Pool({
      connectionString: configuration.DATABASE_URL,
      max: 5,
      connectionTimeoutMillis: 4000,
      query_timeout: 6000
    });
    // A connection's first query; what is asked of it later waits for its turn.
    pool.on('connect', (client) => client.query(settings).catch(() => client.end()));
    // Without a listener, a connection that breaks while nobody uses it would end the process.
    pool.on('error', () => undefined);
    return pool;
  };
  try {
    const { rows, rowCount } = await keepPool(`pg ${configuration.DATABASE_URL}`, open).query(sql, values);
    return { rows, count: rowCount };
  } catch (error) {
    throw storeError(error);
  }
}
