// Whether the store refused a row because there is one like it: PostgreSQL, MySQL, SQL Server, MongoDB,
// HTTP.
function isDuplicate(error) {
  const codes = ['23505', 'ER_DUP_ENTRY', 'EREQUEST_2627', 'EREQUEST_2601', 11000, 'HTTP 409'];
  return codes.includes(error.code);
}
