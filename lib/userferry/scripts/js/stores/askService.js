// uses: storeError, readMarkedJson
// Asks the web service with Node's own modules and gives its answer. Whatever is no success is an error,
// 404 too: a service that knows nobody of that name answers 200 with `[]`, and a wrong address shall
// refuse nobody's password.
function askService(method, path, sent) {
  const url = new URL(configuration.SERVICE_URL.replace(/\/+$/, '') + path);
  const { request } = require(url.protocol === 'http:' ? 'http' : 'https');
  const body = sent === undefined ? '' : JSON.stringify(sent);
  const headers = {
    accept: 'application/json',
    authorization: `Bearer ${configuration.SERVICE_TOKEN}`,
    'content-length': Buffer.byteLength(body)
  };
  if (body) headers['content-type'] = 'application/json';
  return new Promise((resolve, reject) => {
    const fail = (error) => reject(storeError(error));
    const asked = request(url, { method, headers, timeout: 6000 }, (answer) => {
      const parts = [];
      answer.on('data', (part) => parts.push(part));
      answer.on('error', fail);
      answer.on('end', () => {
        const text = Buffer.concat(parts).toString('utf8');
        if (answer.statusCode >= 300) return fail({ code: `HTTP ${answer.statusCode}` });
        try {
          return resolve(text === '' ? null : readMarkedJson(text));
        } catch (error) {
          return fail(error);
        }
      });
    });
    asked.on('timeout', () => asked.destroy(Object.assign(new Error('late'), { code: 'ETIMEDOUT' })));
    asked.on('error', fail);
    asked.end(body);
  });
}
