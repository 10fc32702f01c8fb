// uses: keepPool, dropPool, storeError, printedBySqlserver
// requires: mssql
// Asks SQL Server, every value as a parameter @p1, @p2 …; gives the rows as texts, and how many there were
// or were changed.
async function askSqlserver(sql, values) {
  const mssql = require('mssql');
  const address = `mssql ${configuration.DATABASE_URL}`;
  const open = () => {
    const given = mssql.ConnectionPool.parseConnectionString(configuration.DATABASE_URL);
    const pool = new mssql.ConnectionPool({ ...given, connectionTimeout: 4000, requestTimeout: 5000 });
    // Without a listener, a connection that breaks while nobody uses it would end the process.
    pool.on('error', () => undefined);
    return pool.connect();
  };
  let pool;
  try {
    pool = await keepPool(address, open);
  } catch (error) {
    dropPool(address);
    throw storeError(error);
  }
  try {
    const request = pool.request();
    values.forEach((value, place) => request.input(`p${place + 1}`, mssql.NVarChar(mssql.MAX), value));
    const { recordset, rowsAffected } = await request.query(sql);
    return { rows: (recordset || []).map(printedBySqlserver), count: rowsAffected[0] };
  } catch (error) {
    throw storeError(error.number ? { code: `EREQUEST_${error.number}` } : error);
  }
}
