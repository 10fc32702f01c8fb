// Deletes one row.
async function deleteRow(row) {
  const sql = `DELETE FROM ${TABLE} WHERE ${QUOTED[KEY]} = ${parameter(1)}`;
  const { count } = await ASK(sql, [STORED(row, KEY)]);
  if (count !== 1) throw new Error(`The legacy store deleted ${count} rows where one was meant.`);
}
