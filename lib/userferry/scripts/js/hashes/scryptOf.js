// scrypt, computed beside the event loop; Node takes 32 MiB at most unless it is told that more is meant.
function scryptOf(password, salt, cost, blockSize, lanes, size) {
  const options = {
    N: cost,
    r: blockSize,
    p: lanes,
    maxmem: 128 * blockSize * (cost + lanes + 2) + 1048576,
  };
  return require('util').promisify(require('crypto').scrypt)(password, salt, size, options);
}
