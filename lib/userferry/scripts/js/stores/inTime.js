// Auth0 ends a script that says nothing for 20 seconds; this says before that the store was too slow.
function inTime(work) {
  return new Promise((resolve, reject) => {
    const late = () => reject(new Error('The legacy store took too long to answer.'));
    const timer = setTimeout(late, 15000);
    work.then(resolve, reject).finally(() => clearTimeout(timer));
  });
}
