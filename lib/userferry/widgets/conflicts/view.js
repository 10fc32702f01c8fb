// The conflicts as a page: it draws what the model shows, and passes on what a person does.

const views = { made: 0 };

function render({ model, el: host }) {
  const act = (name, said = {}) => model.send({ do: name, ...said });
  if (model.get("known").words) return build(model, host, act);
  const wait = make("p", { role: "status" }, "Fetching the rows that are in clusters …");
  const stops = [];
  const heard = () => {
    model.off("change:known", heard);
    wait.remove();
    stops.push(build(model, host, act));
  };
  host.append(wait);
  model.on("change:known", heard);
  act("open"); // what nobody looks at is not fetched
  return () => {
    model.off("change:known", heard);
    stops.forEach((stop) => stop());
  };
}

function build(model, host, act) {
  const name = `uc-${(views.made += 1)}`;
  const known = { ...model.get("known"), paths: `${name}-paths` };
  const paths = make("datalist", { id: known.paths }, known.comparable.map((value) => make("option", { value })));
  const state = { wantsAll: true };
  const rules = region("uc-rules-of", "Rules by kind");
  const concerns = region("uc-concerns", "What has to be mended");
  const compared = region("uf-detail", "The selected cluster");
  const picture = region("uc-picture", "Clusters by kind and size");
  const list = clusterList(act, name, () => enterInto(compared));
  const bulk = bulkBar(act, known);
  const bar = statusBar(act);

  const draws = {
    kinds: () => drawRules(rules, model.get("kinds"), known, model.get("status").is_counting, act),
    found: () => { list.draw(model.get("found"), known); bulk.draw(model.get("found").total); },
    detail: () => drawCompared(compared, model.get("detail"), state.wantsAll, act, () => { state.wantsAll = !state.wantsAll; draws.detail(); }),
    picture: () => drawPicture(picture, model.get("picture")),
    concerns: () => drawConcerns(concerns, model.get("concerns"), act),
    status: () => { bar.draw(model.get("status")); rules.querySelector("table")?.setAttribute("aria-busy", model.get("status").is_counting); },
  };
  const stop = follow(model, draws);
  host.append(pageOf("conflicts", act, list.search, list,
    bar.node, rules, concerns, make("div", { class: "uf-main" }, make("div", { class: "uf-list" }, list.parts), compared), bulk.node, picture, paths));
  for (const draw of Object.values(draws)) draw();
  return stop;
}

function statusBar(act) {
  const { buttons, file, said, draw: drawDecided } = decidedBar(act, "resolutions");
  const sum = make("span", { class: "uc-sum" });

  function draw(status) {
    sum.textContent = status.is_counting ? `${status.sum} (counting …)` : status.sum;
    sum.dataset.counting = status.is_counting;
    drawDecided(status);
  }

  const line = (...parts) => make("div", { class: "uf-line uf-status" }, parts);
  const wide = (...parts) => make("span", { class: "uf-wide" }, parts);
  return { draw, node: make("div", { class: "uf-bar-top" }, line(sum, wide(), buttons), line(wide(said), file)) };
}

function drawConcerns(place, { complaints, notices, gone }, act) {
  place.hidden = !complaints.length && !notices.length;
  redraw(place,
    complaints.length ? make("ul", { class: "uf-complaints", "aria-label": "Complaints" }, complaints.map((text) => make("li", {}, prose(text)))) : null,
    gone ? button(`Forget ${number(gone)} decisions about clusters that are gone`, () => act("drop_gone"), { "data-key": "drop gone" }) : null,
    notices.length ? make("ul", { class: "uf-complaints uc-notices", "aria-label": "What changed since the file was saved" }, notices.map((text) => make("li", {}, prose(text)))) : null);
}

export default { render };
