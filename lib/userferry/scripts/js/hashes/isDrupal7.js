// uses: isStretched
// Drupal 7: phpass with SHA-512, cut to 55 characters in all. It takes 512 bytes of password.
function isDrupal7(password, hash) {
  const told = /^(U?)\$S\$([./0-9A-Za-z].{8}[./0-9A-Za-z]{43})$/.exec(hash);
  return (
    !!told && Buffer.byteLength(password) <= 512 && isStretched(password, told[2], 'sha512', told[1])
  );
}
