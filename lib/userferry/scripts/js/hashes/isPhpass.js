// uses: isStretched
// phpass (WordPress, phpBB): MD5 over and over. It takes 4,096 bytes of password; a leading U says that
// an MD5 was upgraded in place.
function isPhpass(password, hash) {
  const told = /^(U?)\$[PH]\$([./0-9A-Za-z].{8}[./0-9A-Za-z]{22})$/.exec(hash);
  return !!told && Buffer.byteLength(password) <= 4096 && isStretched(password, told[2], 'md5', told[1]);
}
