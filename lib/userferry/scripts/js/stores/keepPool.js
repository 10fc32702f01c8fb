// One pool for each process and address: Auth0 calls a script in a process that lives on, and a pool for
// each call would use up the store's connections.
function keepPool(address, make) {
  const pools = global.legacyPools || (global.legacyPools = new Map());
  if (!pools.has(address)) pools.set(address, make());
  return pools.get(address);
}
