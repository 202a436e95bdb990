// What a page can do to send a request to another origin. Takes attempts ({id, how, method, url, body}),
// gives what each could read of the answer.
async attempts => {
  const withBody = attempt => attempt.url + '&' + new URLSearchParams(attempt.body);

  const submit = (attempt, enctype, target) => {
    const form = document.createElement('form');
    Object.assign(form, {method: 'POST', action: attempt.url, enctype, target});
    const fields = {...attempt.body, _method: attempt.method};
    if (enctype === 'text/plain') {
      // JSON in disguise: the "=" between name and value falls into a string.
      const json = JSON.stringify({...fields, padding: ''});
      fields.only = [json.slice(0, -2), json.slice(-2)];
      for (const name in fields) if (name !== 'only') delete fields[name];
    }
    for (const [name, value] of Object.entries(fields)) {
      const input = document.createElement('input');
      input.type = 'hidden';
      [input.name, input.value] = Array.isArray(value) ? value : [name, value];
      form.append(input);
    }
    document.body.append(form);
    form.submit();
  };

  const inFrame = (attempt, begin) => new Promise(done => {
    const frame = document.createElement('iframe');
    frame.name = 'frame' + attempt.id;
    document.body.append(frame);
    frame.onload = () => {
      let read = 'nothing';
      try {
        if (frame.contentDocument) read = 'document ' + frame.contentDocument.documentElement.outerHTML;
      } catch (e) { /* Not for this page. */ }
      frame.remove();
      done(read);
    };
    begin(frame);
  });

  const element = (tag, attributes) => new Promise(done => {
    const created = document.createElement(tag);
    created.onload = () => done(tag === 'img' ? 'image' : 'nothing');
    created.onerror = () => done('nothing');
    Object.assign(created, attributes);
    document.body.append(created);
  });

  const read = async (url, init) => {
    try {
      const answer = await fetch(url, {credentials: 'include', ...init});
      return answer.type === 'opaque' ? 'nothing' : answer.status + ' ' + await answer.text();
    } catch (e) {
      return 'nothing';
    }
  };
  const json = attempt => JSON.stringify(attempt.body);
  const plain = {'Content-Type': 'text/plain'};

  const ways = {
    'form urlencoded': a => inFrame(a, f => submit(a, 'application/x-www-form-urlencoded', f.name)),
    'form multipart': a => inFrame(a, f => submit(a, 'multipart/form-data', f.name)),
    'form text': a => inFrame(a, f => submit(a, 'text/plain', f.name)),
    'fetch cors text': a => read(a.url, {method: a.method, headers: plain, body: json(a)}),
    'fetch cors json': a => read(
        a.url, {method: a.method, headers: {'Content-Type': 'application/json'}, body: json(a)}),
    'fetch no-cors': a => read(
        a.url, {method: 'POST', mode: 'no-cors', headers: plain, body: json(a)}),
    'beacon text': a => { navigator.sendBeacon(a.url, json(a)); return 'nothing'; },
    'beacon json': a => {
      navigator.sendBeacon(a.url, new Blob([json(a)], {type: 'application/json'}));
      return 'nothing';
    },
    'get img': a => element('img', {src: withBody(a)}),
    'get script': a => element('script', {src: withBody(a)}),
    'get iframe': a => inFrame(a, f => { f.src = withBody(a); }),
    'get link': a => element('link', {rel: 'stylesheet', href: withBody(a)}),
    'get cors': a => read(withBody(a), {}),
    'get no-cors': a => read(withBody(a), {mode: 'no-cors'}),
    'top form': a => submit(a, 'text/plain', '_top'),
    'top get': a => { location.href = withBody(a); }
  };

  const results = [];
  const waiting = [...attempts];
  const work = async () => {
    while (waiting.length > 0) {
      const attempt = waiting.shift();
      results.push({id: attempt.id, read: await ways[attempt.how](attempt)});
    }
  };
  await Promise.all([work(), work(), work(), work()]);
  return results;
}
