// Logs in whoever stands in a JSON file, by address or username; notes each call, so that calls can be counted.
function login(userNameOrEmail, password, callback) {
  const fs = require('fs');
  fs.appendFileSync(configuration.CALLS, 'login\n');
  const typed = userNameOrEmail.toLowerCase();
  const rows = JSON.parse(fs.readFileSync(configuration.USERS, 'utf8'));
  const found = rows.filter((row) => [row.profile.email, row.profile.username].includes(typed));
  const row = found.find((each) => each.password === password);
  if (row) return callback(null, row.profile);
  return callback(new WrongUsernameOrPasswordError(found.length ? typed : null, 'Wrong email or password.'));
}
