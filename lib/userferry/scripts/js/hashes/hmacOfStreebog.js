// uses: streebogOf
// The HMAC by GOST R 34.11-2012 (R 50.1.113-2016) with a key of 64 bytes at most.
function hmacOfStreebog(key, data) {
  const whole = Buffer.concat([key, Buffer.alloc(64)]).subarray(0, 64);
  const [inner, outer] = [0x36, 0x5c].map((mask) => whole.map((byte) => byte ^ mask));
  return streebogOf(Buffer.concat([outer, streebogOf(Buffer.concat([inner, data]))]));
}
