// Starts the islands of a page. A page without one loads nothing; and whatever fails
// here, the forms and links inside the islands work as the server wrote them.
//
// <script type="module" id="boot" src="boot.js" data-glue="client.js" data-wasm="client.wasm">

const root = document.documentElement;

/** Hydrates each island by itself: one that fails leaves the others alone. */
function hydrate(islands, client) {
  let failed = 0;
  for (const island of islands) {
    try {
      client[island.dataset.component](island);
    } catch (error) {
      failed += 1;
      console.warn("island left as it was served:", island.dataset.component, error);
    }
  }
  root.dataset.hydrated = failed ? "partly" : "";
}

async function boot() {
  // In the order of the document: an island comes before those inside it.
  const islands = document.querySelectorAll("leptos-island");
  const tag = document.getElementById("boot");
  if (!islands.length || !tag) return;
  const client = await import(tag.dataset.glue);
  await client.default({ module_or_path: tag.dataset.wasm });
  client.hydrate();
  hydrate(islands, client);
}

boot().catch((error) => console.warn("no islands on this page:", error));
