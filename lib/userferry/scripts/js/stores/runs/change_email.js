// Whether there was somebody whose address is now another.
async function run() {
  return (await changeAddress()) !== null;
}
