// GOST R 34.11-2012 of 256 bits, called Streebog (RFC 6986); bytes stand as they come, the lowest first.
function streebogOf(data) {
  const read = (text) => Buffer.from(text, 'base64');
  const replaced = read(
    '/O7dEc9uMRb7xPraI8UETel38NuTLpm6FzbxuxTNX8H5GGVa4lzvIYEcPEKLAY5PBYQCruNqj6AGC+2Yf9TTH+s0LFHqyEir' +
    '8ipoov06zsy1cA5WCAx2Er9yE0ect12HFaGWKRB7msfzkXhvnZ6ysTJ1GT3/NYp+bVTGgMO9DVff9SSpPqhDydd51vZ8IrkD' +
    '4A/s3nqUsLzc6ChQTjMKSqeXYHMeAGJEGrg4gmSfJkGtRUaSJ15VL4yjpX1p1ZU7B1izQIasHfcwN2vkiNnnieEbg0lMP/j+' +
    'jVOqkMrYhWEgcWekLSsJW8ubJdC+5WxSWaZ00ub0tMDRZq/COUtjtg==',
  );
  const matrix = read(
    'g+COK0sxHGQY3PWeT0eLpCh3MorZhn35nqgQGGWMBls4wZO6jGUhA1CJijKpnMysjpiDGgEPtkZkh0ayB4tHgw==',
  );
  const constants = read(
    'B0Wm8lllgN0jTXTMNnR2BRXTYKQIKkKiAWlnkpHgfEv8xIV1jbhOcRbQRS5DdmovH3xlwIEvy+vp2soe2lsIsbebsSFwBHnm' +
    'Vs3L1xui3VXKpwrbwmG1XFiZ1hJrF7WaMQG1Fg9e1WGYKyMKcur+89e1cA9GneNPGi+dqYq1o2+yCroK9ZYemTHbeoZD9LbC' +
    'CdtiYDc6ycGxnjWQ5A/i03t7KbEUderyix+cUl9e8QY1hD1qKPw5Cscvzius3HT1LtHjhLy+DCLxN+iToepTNL4DUpMzE7fY' +
    'ddYD7YIs16k/NV5orRxynX08XDN+hY5I3eRxXaDhSPnSZhXos98f71f+bHz9WBdg9WPqqX6iVnoWGicjtwD/36P1OiVHF82/' +
    'vf8PgNc1njVKEIYWHxwVf2MjqWwMQT+amUdHraxr6ktufWRGekBo+jVPkDZyxXG/tsa+wmYf8gq0t5oct6b6z8aO8Jq0mn8Y' +
    'bKRCUfnEZi3AOTB6O8Okb9nTOh2urk+uk9QUOk1WhojzSjyiTEUXNQQFSiiDaUcGNyyCLcWrkgnJk3oZMz5H08mHv+bHxp45' +
    'VAkkv/6GrFHsxaruFg7H9B7nAr/UDX+k2ahRWTXCrDYvxKXRK43RaZAGm5LLK4n0msTbTTtEtIke3jaccfi3TkFBbgwCqucD' +
    'p8mTTUJbH5vbWiODUURhcmAqH8uS3DgOVJwHppqKK3uxzrLbC0QKgIQJDeC3Vdk8JEKJJRs6fTreXxbs2JpMlJsiMRZUWo83' +
    '7ZxFmPvHtHTDtjsV0fqYNvRSdjswbB56SzNprwJn558DYTMbiuH/H9t4iv8c50GJ8/PkskjlKjhSbwWApt6+qxst84HNpMpr' +
    'XdhvwEpZot6Ybkd9Hc2678q5SOrvcR2KeWaEFCGAASBhB6vru2v62JT+WmPNxgIw+4nI79CezXsg1xvxSpK8SJkbstnVF/T6' +
    'UijhiKqkHeeGzJEYne+AXZufITDUEiD4dx3fvDI8pM16sUkEsIAT0roxFvFn5443',
  );
  const product = (left, right) => {
    let [made, factor] = [0, left];
    for (let bits = right; bits > 0; bits >>= 1) {
      if (bits & 1) made ^= factor;
      factor = (factor << 1) ^ (factor & 128 ? 0x11d : 0);
    }
    return made;
  };
  const table = Buffer.alloc(16384);
  table.forEach((_, at) => {
    table[at] = product(matrix[8 * (at >> 11) + (at & 7)], replaced[(at >> 3) & 255]);
  });
  const mixed = (left, right) => {
    const made = Buffer.alloc(64);
    for (let at = 0; at < 64; at += 1) {
      const row = 8 * (256 * (at >> 3) + (left[at] ^ right[at]));
      for (let column = 0; column < 8; column += 1) made[8 * (at & 7) + column] ^= table[row + column];
    }
    return made;
  };
  const compressed = (state, count, block) => {
    let [key, made] = [mixed(state, count), block];
    for (let round = 0; round < 768; round += 64) {
      made = mixed(key, made);
      key = mixed(key, constants.subarray(round, round + 64));
    }
    return state.map((byte, at) => byte ^ block[at] ^ key[at] ^ made[at]);
  };
  const added = (left, right) => {
    let sum = 0;
    return left.map((byte, at) => {
      sum = (sum >> 8) + byte + right[at];
      return sum;
    });
  };
  const zeros = Buffer.alloc(64);
  let [state, count, total] = [Buffer.alloc(64, 1), zeros, zeros];
  for (let start = 0; start <= data.length; start += 64) {
    const part = data.subarray(start, start + 64);
    const block = Buffer.concat([part, Buffer.from([1]), zeros]).subarray(0, 64);
    const bits = Buffer.alloc(64);
    bits.writeUInt16LE(8 * part.length);
    state = compressed(state, count, block);
    count = added(count, bits);
    total = added(total, block);
  }
  return compressed(compressed(state, zeros, count), zeros, total).subarray(32);
}
