// uses: filled
// Passes a column's value through its steps; nothing stays nothing, and a text that comes out empty is
// nothing.
function followSteps(value, ...steps) {
  return steps.reduce((found, step) => (found === null ? null : filled(step(found))), filled(value));
}
