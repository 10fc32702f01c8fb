// Changes columns of one row.
async function updateRow(row, changes) {
  const names = Object.keys(changes);
  const set = names.map((name, place) => `${QUOTED[name]} = ${parameter(place + 1)}`).join(', ');
  const sql = `UPDATE ${TABLE} SET ${set} WHERE ${QUOTED[KEY]} = ${parameter(names.length + 1)}`;
  const { count } = await ASK(sql, [...Object.values(changes), STORED(row, KEY)]);
  if (count !== 1) throw new Error(`The legacy store changed ${count} rows where one was meant.`);
}
