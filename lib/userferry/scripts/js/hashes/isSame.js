// Compares bytes in constant time, so that the time it takes says nothing of how much was right.
function isSame(left, right) {
  return (
    left.length > 0 && left.length === right.length && require('crypto').timingSafeEqual(left, right)
  );
}
