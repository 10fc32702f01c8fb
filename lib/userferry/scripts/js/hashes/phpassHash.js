// uses: saltText, stretchedText
// phpass as WordPress wrote it: 2^13 rounds, whose letter is B.
function phpassHash(password) {
  const salt = saltText(8);
  return `$P$B${salt}${stretchedText('md5', 13, salt, password)}`;
}
