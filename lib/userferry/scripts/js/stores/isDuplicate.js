// Whether the store refused a row because there is one like it: PostgreSQL, MySQL, SQL Server, MongoDB,
// HTTP.
function isDuplicate(error) {
  return ['23505', 'ER_DUP_ENTRY', 'EREQUEST_2627', 'EREQUEST_2601', 11000, 'HTTP 409'].includes(error.code);
}
