// DES as crypt(3) has it, which OpenSSL has not: zeros are encrypted over and over, and each bit of the
// salt exchanges two bits of the expanded half (FIPS 46-3). Gives the block as eleven letters.
function desCrypt(key, salt, rounds) {
  const numbers = (text) => text.split(' ').map(Number);
  const bits = Array.from({ length: 64 }, (_, at) => (key[at >> 3] >> (7 - (at & 7))) & 1);
  const chosen = (from, table) => numbers(table).map((place) => from[place - 1]);
  let left = chosen(
    bits,
    '57 49 41 33 25 17 9 1 58 50 42 34 26 18 10 2 59 51 43 35 27 19 11 3 60 52 44 36',
  );
  let right = chosen(
    bits,
    '63 55 47 39 31 23 15 7 62 54 46 38 30 22 14 6 61 53 45 37 29 21 13 5 28 20 12 4',
  );
  const choice =
    '14 17 11 24 1 5 3 28 15 6 21 10 23 19 12 4 26 8 16 7 27 20 13 2 ' +
    '41 52 31 37 47 55 30 40 51 45 33 48 44 49 39 56 34 53 46 42 50 36 29 32';
  const keys = numbers('1 1 2 2 2 2 2 2 1 2 2 2 2 2 2 1').map((shift) => {
    [left, right] = [left, right].map((half) => half.slice(shift).concat(half.slice(0, shift)));
    const picked = chosen(left.concat(right), choice).join('');
    return [parseInt(picked.slice(0, 24), 2), parseInt(picked.slice(24), 2)];
  });
  // Each box with the permutation that follows it: six bits in, 32 bits out.
  const places = numbers(
    '16 7 20 21 29 12 28 17 1 15 23 26 5 18 31 10 2 8 24 14 32 27 3 9 19 13 30 6 22 11 4 25',
  );
  const boxes = [
    'e4d12fb83a6c59070f74e2d1a6cb953841e8d62bfc973a50fc8249175b3ea06d',
    'f18e6b34972dc05a3d47f28ec01a69b50e7ba4d158c6932fd8a13f42b67c05e9',
    'a09e63f51dc7b428d709346a285ecbf1d6498f30b12c5ae71ad069874fe3b52c',
    '7de3069a1285bc4fd8b56f03472c1ae9a690cb7df13e52843f06a1d8945bc72e',
    '2c417ab6853fd0e9eb2c47d150fa3986421bad78f9c5630eb8c71e2d6f09a453',
    'c1af92680d34e75baf427c9561de0b389ef528c3704a1db6432c95fabe17608d',
    '4b2ef08d3c975a61d0b7491ae35c2f8614bdc37eaf6805926bd814a7950fe23c',
    'd2846fb1a93e50c71fd8a374c56b0e927b419ce206adf35821e74a8dfc90356b',
  ].map((box, group) => {
    return Array.from({ length: 64 }, (_, six) => {
      const row = ((six >> 4) & 2) | (six & 1);
      const value = parseInt(box[row * 16 + ((six >> 1) & 15)], 16) * 16 ** (7 - group);
      return places.reduce((sum, place) => sum * 2 + (Math.floor(value / 2 ** (32 - place)) % 2), 0);
    });
  });
  let mask = 0;
  for (let bit = 0; bit < 24; bit += 1) mask |= ((salt >> bit) & 1) << (23 - bit);
  const six = (half, group) =>
    ((half << ((4 * group + 31) & 31)) | (half >>> ((33 - 4 * group) & 31))) >>> 26;
  let [one, other] = [0, 0];
  for (let round = 0; round < rounds; round += 1) {
    keys.forEach(([keyHigh, keyLow]) => {
      let high = (six(other, 0) << 18) | (six(other, 1) << 12) | (six(other, 2) << 6) | six(other, 3);
      let low = (six(other, 4) << 18) | (six(other, 5) << 12) | (six(other, 6) << 6) | six(other, 7);
      const swapped = (high ^ low) & mask;
      high ^= swapped ^ keyHigh;
      low ^= swapped ^ keyLow;
      let mixed = 0;
      for (let group = 0; group < 4; group += 1) {
        mixed |=
          boxes[group][(high >> (18 - 6 * group)) & 63] |
          boxes[group + 4][(low >> (18 - 6 * group)) & 63];
      }
      [one, other] = [other, one ^ mixed];
    });
    [one, other] = [other, one];
  }
  const block = [one, other].map((half) => (half >>> 0).toString(2).padStart(32, '0')).join('');
  let final = '';
  for (let at = 0; at < 64; at += 1) final += block[(at & 1 ? 7 : 39) + 8 * ((at & 7) >> 1) - (at >> 3)];
  const letters = './0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';
  return (final + '00')
    .match(/.{6}/g)
    .map((digits) => letters[parseInt(digits, 2)])
    .join('');
}
