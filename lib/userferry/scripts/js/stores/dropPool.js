// Forgets a pool that could not be opened, so that the next call tries anew.
function dropPool(address) {
  if (global.legacyPools) global.legacyPools.delete(address);
}
