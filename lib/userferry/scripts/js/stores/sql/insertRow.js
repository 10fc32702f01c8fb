// Adds a row; the columns that are not named get what the table gives them, the key among them.
async function insertRow(values) {
  const names = Object.keys(values);
  const quoted = names.map((name) => QUOTED[name]).join(', ');
  const places = names.map((name, place) => parameter(place + 1)).join(', ');
  await ASK(`INSERT INTO ${TABLE} (${quoted}) VALUES (${places})`, Object.values(values));
}
