// uses: keepPool, storeError, printedByMysql
// requires: mysql2
// Asks MySQL or MariaDB, every value as a parameter; gives the rows as the texts that the server prints,
// and how many there were or were changed.
async function askMysql(sql, values) {
  const mysql = require('mysql2');
  // Backslashes escape in parameters, so the mode in which they do not is switched off.
  const settings = "SET time_zone = '+00:00', sql_mode = REPLACE(@@sql_mode, 'NO_BACKSLASH_ESCAPES', '')";
  const open = () => {
    const pool = mysql.createPool({
      uri: configuration.DATABASE_URL,
      charset: 'utf8mb4',
      connectionLimit: 5,
      connectTimeout: 4000,
      stringifyObjects: true
    });
    // A connection's first query; what is asked of it later waits for its turn.
    pool.on('connection', (made) => {
      made.query(settings, (error) => {
        if (error) made.destroy();
      });
    });
    return pool.promise();
  };
  try {
    const pool = keepPool(`mysql ${configuration.DATABASE_URL}`, open);
    const typeCast = (field) => field.buffer();
    const [found, fields] = await pool.query({ sql, values, typeCast, timeout: 5000 });
    if (!Array.isArray(found)) return { rows: [], count: found.affectedRows };
    return { rows: found.map((row) => printedByMysql(row, fields)), count: found.length };
  } catch (error) {
    throw storeError(error);
  }
}
