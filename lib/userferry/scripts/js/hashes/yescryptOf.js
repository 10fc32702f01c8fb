// uses: digestOf, hmacOf, pbkdf2Of, yescryptMix
// yescrypt in plain JavaScript, as Openwall's reference computes it. `costs` are the cost, the block's size,
// the lanes, and how much more time it takes.
async function yescryptOf(password, salt, costs) {
  const { cost, blockSize, lanes } = costs;
  const sealed = async (name, typed, told) => {
    const key = hmacOf('sha256', name, typed);
    const bytes = await pbkdf2Of('sha256', key, salt, 1, 128 * blockSize * lanes);
    const [mixed, last] = await yescryptMix(bytes, told);
    return pbkdf2Of('sha256', last, mixed, 1, 32);
  };
  const share = Math.floor(cost / lanes);
  const typed =
    share >= 256 && share * blockSize >= 131072
      ? await sealed('yescrypt-prehash', password, { ...costs, cost: cost / 64, more: 0 })
      : password;
  const made = await sealed('yescrypt', typed, costs);
  return digestOf('sha256', hmacOf('sha256', made, 'Client Key'));
}
