// Takes out control characters and signs that nobody sees; line feeds and tabs stay.
function stripInvisible(text) {
  return text.replace(
    /(?![\t\n\r])\p{Cc}|[\u00ad\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff]/gu,
    '',
  );
}
