// The script of the form: it holds the limits, counts, and makes the file of the situation.
// Nothing is asked of the network, nothing is kept on the disk.
(() => {
  "use strict";
  const byId = (id) => document.getElementById(id);
  const data = JSON.parse(byId("data").textContent);
  const form = byId("form");
  const questions = [...form.querySelectorAll(".question")];
  let lang = data.languages[0];
  let unsaved = false;
  let mailing = false;

  const told = (key, values) => data.told[key][lang].replace(
    /\{(\w+)\}/g, (whole, name) => (name in values ? String(values[name]) : whole));
  const say = (place, text) => { place.textContent = text; };
  const inputs = (part) => [...part.querySelectorAll("input")];
  const ticked = (part) => inputs(part).filter((input) => input.checked);
  const values = (part) => ticked(part).map((input) => input.value).filter(Boolean);

  function unsay() {
    for (const place of form.querySelectorAll("[role=status]")) say(place, "");
    for (const old of form.querySelectorAll(".refused")) old.remove();
  }

  // Told aloud where the question keeps a place for it, and shown beside what was ticked.
  function tell(question, input, text) {
    unsay();
    say(question.lastElementChild, text);
    if (!text) return;
    const shown = document.createElement("p");
    shown.className = "refused";
    shown.setAttribute("aria-hidden", "true"); // it was told
    say(shown, text);
    input.closest("label").after(shown);
  }

  function labelOf(input) {
    const label = input.parentElement.querySelector("b");
    const own = [...label.children].find((part) => part.lang === lang) || label;
    return own.textContent.trim();
  }

  // -- limits ---------------------------------------------------------------------------

  // What does not fit is unticked again, and told; what was ticked before stays.
  function hold(question, input) {
    const others = ticked(question).filter((other) => other !== input);
    const most = Number(question.dataset.most);
    if (!input.checked) return "";
    // Another answer takes the place of "I don't know", which says nothing to lose.
    for (const other of others) if (!other.value) other.checked = false;
    const kept = others.filter((other) => other.checked);
    const alone = "alone" in input.dataset ? input : kept.find((other) => "alone" in other.dataset);
    if (alone && kept.length) {
      input.checked = false;
      return told("no-other", { label: labelOf(alone) });
    }
    if (most && kept.length >= most) {
      input.checked = false;
      return told("too-many", { most, label: labelOf(input) });
    }
    return "";
  }

  // The second choice waits for a first, and is never the same one.
  function order(question) {
    const second = question.querySelector(".second");
    const first = values(question.querySelector(".choices"))[0];
    let gone = "";
    for (const input of inputs(second)) {
      const same = input.value !== "" && input.value === first;
      if (input.checked && input.value && (same || !first)) {
        input.checked = false;
        gone = told(same ? "second-gone" : "second-alone", { label: labelOf(input) });
      }
      input.disabled = same;
    }
    second.disabled = !first;
    return gone;
  }

  function changed(event) {
    const question = event.target.closest(".question");
    unsaved = true;
    if (question) {
      const { kind } = question.dataset;
      let refused = "";
      if (kind === "many") refused = hold(question, event.target);
      if (kind === "ordered") refused = order(question);
      tell(question, event.target, refused);
    }
    count();
  }

  // -- progress -------------------------------------------------------------------------

  const main = (question) => question.querySelector(".choices") || question;
  const isAnswered = (question) => ticked(main(question)).length > 0;

  function count() {
    const done = questions.filter(isAnswered).length;
    say(byId("progress"), told("progress", { count: done, total: questions.length }));
    byId("done").value = done;
    byId("left").hidden = done === questions.length;
    say(byId("file"), told("file", { file: fileName() }));
  }

  function goToMissing() {
    const missing = questions.find((question) => !isAnswered(question));
    if (!missing) return;
    missing.scrollIntoView();
    inputs(missing)[0].focus({ preventScroll: true });
  }

  // -- the situation --------------------------------------------------------------------

  function answerTo(question) {
    const { kind } = question.dataset;
    if (kind === "grid") {
      const held = {};
      for (const row of question.querySelectorAll(".row")) {
        const [holder] = values(row);
        if (holder) held[row.dataset.row] = holder;
      }
      return Object.keys(held).length ? held : undefined;
    }
    const chosen = values(main(question));
    if (kind === "ordered" && chosen.length) chosen.push(...values(question.querySelector(".second")));
    if (!chosen.length) return undefined;
    return kind === "many" || chosen.length > 1 ? chosen : chosen[0];
  }

  // A file of text holds no half of a character, and no character that acts on a screen.
  const whole = (text) => text.replace(/[\ud800-\udfff]/gu, "\ufffd")
    .replace(/[\u0000-\u0008\u000b-\u001f\u007f]/g, "").trim();

  function situation() {
    const found = {};
    const title = whole(byId("title").value);
    const notes = whole(byId("notes").value);
    if (title) found.title = title;
    if (notes) found.notes = notes;
    found.answers = {};
    for (const question of questions) {
      const answer = answerTo(question);
      if (answer !== undefined) found.answers[question.dataset.question] = answer;
    }
    return found;
  }

  // On one line: files of several people can be joined end to end into a table.
  const asText = () => `${JSON.stringify(situation())}\n`;
  const isEmpty = () => Object.keys(situation().answers).length === 0;

  function fileName() {
    const letters = { œ: "oe", Œ: "Oe", æ: "ae", Æ: "Ae", ß: "ss", ø: "o", Ø: "O", ł: "l", Ł: "L" };
    const name = byId("name").value.replace(/[œŒæÆßøØłŁ]/g, (one) => letters[one])
      .normalize("NFD").replace(/[\u0300-\u036f]/g, "").normalize("NFC")
      .replace(/[^\p{L}\p{M}\p{N}]+/gu, "-").slice(0, 60).replace(/^-+|-+$/g, "");
    return `${data.prefix[lang]}${name && `-${name}`}.json`;
  }

  // -- handing it over ------------------------------------------------------------------

  function follow(href, name) {
    const link = document.createElement("a");
    link.href = href;
    if (name) link.download = name;
    link.hidden = true;
    document.body.append(link);
    link.click();
    link.remove();
  }

  function download() {
    const url = URL.createObjectURL(new Blob([asText()], { type: "application/json" }));
    follow(url, fileName());
    setTimeout(() => URL.revokeObjectURL(url), 60000);
    unsaved = false;
  }

  const done = (sentence) => say(byId("said"), isEmpty() ? `${sentence} ${told("empty", {})}` : sentence);

  function save() {
    download();
    done(told("saved", { file: fileName() }));
  }

  async function copy() {
    const text = byId("text");
    text.value = asText();
    try {
      await navigator.clipboard.writeText(text.value);
      byId("as-text").hidden = true;
      unsaved = false;
      done(told("copied", {}));
    } catch {
      byId("as-text").hidden = false;
      text.focus();
      text.select();
      done(told("copy-refused", {}));
    }
  }

  function link(lines) {
    const [name, domain] = data.address.split("@");
    const subject = told("subject", { name: byId("name").value.trim() || document.title });
    const body = encodeURIComponent(whole(lines.join("\n\n")).replace(/\n/g, "\r\n"));
    return `mailto:${encodeURIComponent(name)}@${domain}?subject=${encodeURIComponent(whole(subject))}&body=${body}`;
  }

  function mail() {
    const values = { file: fileName(), address: data.address };
    let href = link([told("body", values), asText()]);
    const long = href.length > data.longest;
    if (long) {
      download();
      href = link([told("body-long", values)]);
    }
    mailing = true; // handing over to a mail program leaves no page
    setTimeout(() => { mailing = false; }, 1000);
    follow(href);
    done(told(long ? "mailed-long" : "mailed", values));
  }

  // -- language -------------------------------------------------------------------------

  function speak(next) {
    lang = next;
    document.documentElement.lang = lang;
    document.title = data.titles[lang];
    for (const part of document.querySelectorAll("span[lang]")) part.hidden = part.lang !== lang;
    for (const button of document.querySelectorAll("[data-language]")) {
      button.setAttribute("aria-pressed", String(button.dataset.language === lang));
    }
    unsay();
    count();
  }

  form.addEventListener("change", changed);
  form.addEventListener("input", (event) => {
    if (event.target.matches("#title, #notes, #name")) { unsaved = true; count(); }
  });
  form.addEventListener("submit", (event) => event.preventDefault());
  byId("missing").addEventListener("click", goToMissing);
  byId("save").addEventListener("click", save);
  byId("copy").addEventListener("click", copy);
  if (data.address) byId("mail").addEventListener("click", mail);
  for (const button of document.querySelectorAll("[data-language]")) {
    button.addEventListener("click", () => speak(button.dataset.language));
  }
  window.addEventListener("beforeunload", (event) => {
    if (!unsaved || mailing) return;
    event.preventDefault();
    event.returnValue = "";
  });
  const ordered = questions.filter((question) => question.dataset.kind === "ordered");
  const reorder = () => ordered.forEach(order);
  // On paper, everything may be ticked.
  window.addEventListener("beforeprint", () => {
    for (const part of form.querySelectorAll(":disabled")) part.disabled = false;
  });
  window.addEventListener("afterprint", reorder);
  reorder();
  document.querySelector(".bar").hidden = false;
  speak(lang);
})();
