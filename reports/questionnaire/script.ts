/**
 * What the form does in a browser, as text: it collects the answers, saves them as a file, and reads such a file again.
 * It asks the network for nothing and keeps nothing in the browser. Plain script, so that the digest in the page's policy is that of the bytes.
 */
export const script = `
'use strict';
(function () {
  var form = document.getElementById('form');
  var about = JSON.parse(document.getElementById('about').textContent);
  var status = document.getElementById('status');
  var saved = true;
  function field(question, part) { return form.elements.namedItem(question.id + '.v' + question.version + '.' + part); }
  function text(question, part) { var one = field(question, part); var value = one ? one.value.trim() : ''; return value === '' ? null : value; }
  function raw(question) { var one = field(question, 'answer'); return one ? one.value.trim() : ''; }
  function isNone(question) { var one = field(question, 'none'); return one ? one.checked : raw(question) === 'none'; }
  function answered(question) { return isNone(question) || raw(question) !== ''; }
  function valueOf(question) {
    if (isNone(question)) return null;
    var value = raw(question);
    if (question.type === 'yes-no') return value === 'yes';
    return question.type === 'number' && value !== '' && isFinite(Number(value)) ? Number(value) : value;
  }
  function needs(question) {
    if (!answered(question) || !question.shown || text(question, 'evidence') || text(question, 'note')) return false;
    var value = valueOf(question);
    return value !== null && value !== false;
  }
  function count() {
    var done = about.questions.filter(answered).length;
    var open = about.questions.filter(needs);
    document.getElementById('done').value = done;
    document.getElementById('counted').textContent = done + ' of ' + about.questions.length + ' answered' + (open.length ? ', ' + open.length + ' still need a file or a note' : '');
    about.questions.forEach(function (question) { document.getElementById(question.id).classList.toggle('lacks', needs(question)); });
    return open;
  }
  function say(words) { status.textContent = words; }
  function collected() {
    return {
      schema: about.schema, town: about.town,
      person: form.elements.namedItem('person').value.trim() || null, on: form.elements.namedItem('on').value || null,
      answers: about.questions.filter(answered).map(function (question) {
        return { question: question.id, version: question.version, answer: valueOf(question), note: text(question, 'note'), person: text(question, 'person'), evidence: text(question, 'evidence') };
      })
    };
  }
  function save() {
    var person = form.elements.namedItem('person');
    var on = form.elements.namedItem('on');
    var lacking = !person.value.trim() ? person : !on.value ? on : null;
    if (lacking) { say('Say first who answers, and on which day.'); lacking.focus(); return; }
    var open = count();
    var link = document.createElement('a');
    link.href = URL.createObjectURL(new Blob([JSON.stringify(collected(), null, 2) + '\\n'], { type: 'application/json' }));
    link.download = about.file;
    document.body.appendChild(link); link.click(); link.remove();
    saved = true;
    say('Saved as ' + about.file + '. Send it back with the files you named.' + (open.length ? ' Still needed, a file or a note for: ' + open.map(function (question) { return question.id; }).join(', ') + '.' : ''));
  }
  function fill(file) {
    if (!file || file.schema !== about.schema || !Array.isArray(file.answers)) throw new Error('no answers');
    form.elements.namedItem('person').value = file.person || '';
    form.elements.namedItem('on').value = file.on || '';
    var skipped = [];
    file.answers.forEach(function (one) {
      var question = about.questions.find(function (other) { return other.id === one.question && other.version === one.version; });
      if (!question) { skipped.push(String(one.question)); return; }
      var none = field(question, 'none');
      if (none) none.checked = one.answer === null;
      field(question, 'answer').value = one.answer === null ? (none ? '' : 'none') : one.answer === true ? 'yes' : one.answer === false ? 'no' : String(one.answer);
      ['note', 'person', 'evidence'].forEach(function (part) { field(question, part).value = one[part] || ''; });
    });
    count(); saved = true;
    say('Opened: ' + (file.answers.length - skipped.length) + ' answers.' + (skipped.length ? ' These are asked in another way now: ' + skipped.join(', ') + '.' : ''));
  }
  document.getElementById('save').addEventListener('click', save);
  document.getElementById('open').addEventListener('change', function (event) {
    var file = event.target.files[0];
    if (!file) return;
    file.text().then(function (content) { fill(JSON.parse(content)); }).catch(function () { say('This file does not hold answers that this form saved.'); });
  });
  form.addEventListener('input', function (event) {
    saved = false;
    var parts = event.target.name.split('.');
    if (parts[2] === 'answer' && event.target.type !== 'radio') { var none = form.elements.namedItem(parts[0] + '.' + parts[1] + '.none'); if (none && event.target.value) none.checked = false; }
    if (parts[2] === 'none' && event.target.checked) form.elements.namedItem(parts[0] + '.' + parts[1] + '.answer').value = '';
    count();
  });
  form.addEventListener('submit', function (event) { event.preventDefault(); });
  window.addEventListener('beforeunload', function (event) { if (!saved) event.preventDefault(); });
  count();
})();
`;
