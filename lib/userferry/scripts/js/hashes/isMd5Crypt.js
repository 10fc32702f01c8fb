// uses: cryptText, digestOf, isSameText
// crypt(3)'s $1$, and $apr1$ of Apache, which differs in that word alone: a thousand rounds of MD5.
function isMd5Crypt(password, hash) {
  const told = /^(\$(?:1|apr1)\$)([^$]{0,8})\$([./0-9A-Za-z]{22})$/.exec(hash);
  if (!told) return false;
  const [typed, salt] = [Buffer.from(password), Buffer.from(told[2])];
  const parts = [typed, told[1], salt];
  const second = digestOf('md5', typed, salt, typed);
  for (let left = typed.length; left > 0; left -= 16) parts.push(second.subarray(0, left));
  // Its author meant something else by these bits, and everybody does as he did.
  for (let bits = typed.length; bits > 0; bits >>= 1) {
    parts.push(bits & 1 ? Buffer.alloc(1) : typed.subarray(0, 1));
  }
  let made = digestOf('md5', ...parts);
  for (let round = 0; round < 1000; round += 1) {
    const order = [round % 2 ? typed : made];
    if (round % 3) order.push(salt);
    if (round % 7) order.push(typed);
    made = digestOf('md5', ...order, round % 2 ? made : typed);
  }
  return isSameText(cryptText(made, [12, 6, 0, 13, 7, 1, 14, 8, 2, 15, 9, 3, 5, 10, 4, 11]), told[3]);
}
