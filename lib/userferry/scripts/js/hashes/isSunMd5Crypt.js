// uses: cryptText, digestOf, isSameText
// crypt(3)'s $md5$ of Solaris: 4,096 rounds of MD5 and those that are told, in which bits of the digest
// toss a coin whether some lines of Hamlet go in too.
function isSunMd5Crypt(password, hash) {
  const told = /^(\$md5(?:[$,]rounds=(\d+))?\$[^$]*\$?)\$([./0-9A-Za-z]{22})$/.exec(hash);
  if (!told) return false;
  const hamlet = [
    'To be, or not to be,--that is the question:--',
    "Whether 'tis nobler in the mind to suffer",
    'The slings and arrows of outrageous fortune',
    'Or to take arms against a sea of troubles,',
    'And by opposing end them?--To die,--to sleep,--',
    'No more; and by a sleep to say we end',
    'The heartache, and the thousand natural shocks',
    "That flesh is heir to,--'tis a consummation",
    "Devoutly to be wish'd. To die,--to sleep;--",
    "To sleep! perchance to dream:--ay, there's the rub;",
    'For in that sleep of death what dreams may come,',
    'When we have shuffled off this mortal coil,',
    "Must give us pause: there's the respect",
    'That makes calamity of so long life;',
    'For who would bear the whips and scorns of time,',
    "The oppressor's wrong, the proud man's contumely,",
    "The pangs of despis'd love, the law's delay,",
    'The insolence of office, and the spurns',
    'That patient merit of the unworthy takes,',
    'When he himself might his quietus make',
    'With a bare bodkin? who would these fardels bear,',
    'To grunt and sweat under a weary life,',
    'But that the dread of something after death,--',
    "The undiscover'd country, from whose bourn",
    'No traveller returns,--puzzles the will,',
    'And makes us rather bear those ills we have',
    'Than fly to others that we know not of?',
    'Thus conscience does make cowards of us all;',
    'And thus the native hue of resolution',
    "Is sicklied o'er with the pale cast of thought;",
    'And enterprises of great pith and moment,',
    'With this regard, their currents turn awry,',
    'And lose the name of action.--Soft you now!',
    'The fair Ophelia!--Nymph, in thy orisons',
    "Be all my sins remember'd.\n\0",
  ].join('\n');
  let made = digestOf('md5', password, told[1]);
  const bit = (place) => (made[(place >> 3) & 15] >> (place & 7)) & 1;
  const tossed = (round, first) => {
    let drawn = 0;
    for (let at = 0; at < 8; at += 1) {
      const [one, other] = [made[(first + at) & 15], made[(first + at + 3) & 15]];
      const place = (one >> (other % 5)) & 15;
      drawn |= bit(made[place] >> ((other >> (one & 7)) & 1)) << at;
    }
    return bit((bit(round + first * 8) ? drawn >> 1 : drawn) & 127);
  };
  const rounds = 4096 + Number(told[2] || 0);
  for (let round = 0; round < rounds; round += 1) {
    const isHeads = tossed(round, 0) !== tossed(round, 8);
    made = digestOf('md5', made, isHeads ? hamlet : '', String(round));
  }
  return isSameText(cryptText(made, [12, 6, 0, 13, 7, 1, 14, 8, 2, 15, 9, 3, 5, 10, 4, 11]), told[3]);
}
