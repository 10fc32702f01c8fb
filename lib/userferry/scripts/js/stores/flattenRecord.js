// A JSON object as a row of the dump: a nested object by dotted names, an array or an empty object as
// compact JSON, a number by its literal (which is marked by a NUL before it). Columns that hold objects
// whole keep them so.
function flattenRecord(record, columns) {
  const bare = (value) => JSON.stringify(value).replace(/"\\u0000([^"]*)"/g, '$1');
  const row = {};
  const take = (value, name) => {
    const isWhole = columns.includes(name) || value === null || typeof value !== 'object';
    if (isWhole || Array.isArray(value) || Object.keys(value).length === 0) {
      const isText = typeof value === 'string' && !value.startsWith('\0');
      row[name] = value === null || isText ? value : bare(value);
    } else {
      for (const [key, inner] of Object.entries(value)) take(inner, name ? `${name}.${key}` : key);
    }
  };
  take(record, '');
  return row;
}
