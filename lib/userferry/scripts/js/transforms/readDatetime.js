// uses: scanMoment, trimSpace, writeMoment
// Reads a moment by its format and writes it in UTC. A zone is a list of [since when, seconds ahead of
// UTC]: of a moment that its clocks showed twice the first is taken, and one that they left out is
// nothing.
function readDatetime(text, format, zone) {
  const found = scanMoment(trimSpace(text), format);
  if (!found) return null;
  const year = found.Y ?? found.y + (found.y < 70 ? 2000 : 1900);
  const hour = found.I === undefined ? found.H ?? 0 : (found.I % 12) + (found.p === 'pm' ? 12 : 0);
  const { m: month, d: day, M: minute = 0, S: second = 0, f: nanoseconds = 0 } = found;
  const date = new Date(0);
  date.setUTCFullYear(year, month - 1, day);
  const isDay = date.getUTCMonth() === month - 1 && date.getUTCDate() === day && month > 0;
  const isHour = found.I === undefined ? hour < 24 : found.I > 0 && found.I < 13;
  if (!isDay || !isHour || minute > 59 || second > 60) return null;
  const local = date.getTime() / 1000 + hour * 3600 + minute * 60 + second;
  const microseconds = Math.floor(nanoseconds / 1000);
  if (found.z !== undefined) return writeMoment(local - found.z, microseconds);
  if (writeMoment(local, 0) === null) return null;
  const ahead = zone.find(([since, seconds], place) => {
    const until = zone[place + 1]?.[0] ?? Infinity;
    return local - seconds >= since && local - seconds < until;
  });
  return ahead ? writeMoment(local - ahead[1], microseconds) : null;
}
