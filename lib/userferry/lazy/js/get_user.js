// Finds whoever stands in a JSON file by address; notes each call, so that calls can be counted.
function getByEmail(email, callback) {
  const fs = require('fs');
  fs.appendFileSync(configuration.CALLS, 'get_user\n');
  const rows = JSON.parse(fs.readFileSync(configuration.USERS, 'utf8'));
  const row = rows.find((each) => each.profile.email === email.toLowerCase());
  return callback(null, row ? row.profile : null);
}
