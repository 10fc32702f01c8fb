// uses: hmacOf
// What WordPress 6.8 gives bcrypt: an HMAC-SHA384 in base64 of the password without the blanks around it.
function wordpressBytes(password) {
  const typed = password.replace(/^[ \t\n\r\v]+|[ \t\n\r\v]+$/g, '');
  return Buffer.from(hmacOf('sha384', 'wp-sha384', typed).toString('base64'));
}
