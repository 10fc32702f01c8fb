// A document as mongoexport writes it (Extended JSON, relaxed): numbers by their literal, which is marked
// by a NUL before it, dates in UTC without needless zeros, every other type under its name, such as
// `_id.$oid`.
function exportedByMongodb(document) {
  const { BSON } = require('mongodb');
  const relax = (value) => {
    if (value === null || typeof value !== 'object') return value;
    if (Array.isArray(value)) return value.map(relax);
    const [name, inner] = Object.entries(value)[0] || [];
    if (['$numberInt', '$numberLong', '$numberDouble'].includes(name)) return `\0${inner}`;
    if (name === '$date' && inner.$numberLong) {
      const time = new Date(Number(inner.$numberLong)).toISOString();
      return { $date: time.replace(/0+Z$/, 'Z').replace('.Z', 'Z') };
    }
    return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, relax(one)]));
  };
  return relax(JSON.parse(BSON.EJSON.stringify(document, { relaxed: false })));
}
