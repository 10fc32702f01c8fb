// GOST R 34.11-2012 of 256 bits, called Streebog (RFC 6986); bytes stand as they come, the lowest first.
function streebogOf(data) {
  // The replacement of each byte, the first rows of the matrix, and the constants of the rounds.
  const written =
    '/O7dEc9uMRb7xPraI8UETel38NuTLpm6FzbxuxTNX8H5GGVa4lzvIYEcPEKLAY5PBYQCruNqj6AGC+2Yf9TTH+s0LFHqyEir' +
    '8ipoov06zsy1cA5WCAx2Er9yE0ect12HFaGWKRB7msfzkXhvnZ6ysTJ1GT3/NYp+bVTGgMO9DVff9SSpPqhDydd51vZ8IrkD' +
    '4A/s3nqUsLzc6ChQTjMKSqeXYHMeAGJEGrg4gmSfJkGtRUaSJ15VL4yjpX1p1ZU7B1izQIasHfcwN2vkiNnnieEbg0lMP/j+' +
    'jVOqkMrYhWEgcWekLSsJW8ubJdC+5WxSWaZ00ub0tMDRZq/COUtjtoPgjitLMRxkGNz1nk9Hi6QodzKK2YZ9+Z6oEBhljAZb' +
    'OMGTuoxlIQNQiYoyqZzMrI6YgxoBD7ZGZIdGsgeLR4MHRabyWWWA3SNNdMw2dHYFFdNgpAgqQqIBaWeSkeB8S/zEhXWNuE5x' +
    'FtBFLkN2ai8ffGXAgS/L6+nayh7aWwixt5uxIXAEeeZWzcvXG6LdVcqnCtvCYbVcWJnWEmsXtZoxAbUWD17VYZgrIwpy6v7z' +
    '17VwD0ad408aL52pirWjb7IKugr1lh6ZMdt6hkP0tsIJ22JgNzrJwbGeNZDkD+LTe3spsRR16vKLH5xSX17xBjWEPWoo/DkK' +
    'xy/OK6zcdPUu0eOEvL4MIvE36JOh6lM0vgNSkzMTt9h11gPtgizXqT81XmitHHKdfTxcM36Fjkjd5HFdoOFI+dJmFeiz3x/v' +
    'V/5sfP1YF2D1Y+qpfqJWehYaJyO3AP/fo/U6JUcXzb+9/w+A1zWeNUoQhhYfHBV/YyOpbAxBP5qZR0etrGvqS259ZEZ6QGj6' +
    'NU+QNnLFcb+2xr7CZh/yCrS3mhy3pvrPxo7wmrSafxhspEJR+cRmLcA5MHo7w6Rv2dM6Ha6uT66T1BQ6TVaGiPNKPKJMRRc1' +
    'BAVKKINpRwY3LIItxauSCcmTehkzPkfTyYe/5sfGnjlUCSS//oasUezFqu4WDsf0HucCv9QNf6TZqFFZNcKsNi/EpdErjdFp' +
    'kAabkssrifSaxNtNO0S0iR7eNpxx+LdOQUFuDAKq5wOnyZNNQlsfm9taI4NRRGFyYCofy5LcOA5UnAemmoore7HOstsLRAqA' +
    'hAkN4LdV2TwkQoklGzp9Ot5fFuzYmkyUmyIxFlRajzftnEWY+8e0dMO2OxXR+pg29FJ2OzBsHnpLM2mvAmfnnwNhMxuK4f8f' +
    '23iK/xznQYnz8+SySOUqOFJvBYCm3r6rGy3zgc2kymtd2G/ASlmi3phuR30dzbrvyrlI6u9xHYp5ZoQUIYABIGEHq+u7a/rY' +
    'lP5aY83GAjD7icjv0J7NeyDXG/FKkrxImRuy2dUX9PpSKOGIqqQd54bMkRid74Bdm58hMNQSIPh3Hd+8MjykzXqxSQSwgBPS' +
    'ujEW8Wfnjjc=';
  const told = Buffer.from(written, 'base64');
  const [replaced, matrix, constants] = [0, 256, 320].map((from) => told.subarray(from));
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
  const number = (value) => {
    const made = Buffer.alloc(64);
    made.writeUInt32LE(value);
    return made;
  };
  const sums = Array(64).fill(0);
  let state = Buffer.alloc(64, 1);
  for (let start = 0; start <= data.length; start += 64) {
    const block = Buffer.concat([data.subarray(start), Buffer.from([1]), number(0)]).subarray(0, 64);
    state = compressed(state, number(8 * start), block);
    block.forEach((byte, at) => {
      sums[at] += byte;
    });
  }
  let carry = 0;
  const total = Buffer.from(sums.map((sum) => (carry = (carry >> 8) + sum)));
  return compressed(compressed(state, number(0), number(8 * data.length)), number(0), total).subarray(32);
}
