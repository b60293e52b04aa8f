/**
 * Credenza for a shop's pages. One tag brings the elements:
 *
 *   <script type="module" src="https://HOST/widget/credenza.js"></script>
 *   <credenza-similar listing="sofa-42" limit="8"></credenza-similar>
 *   <credenza-photo-search></credenza-photo-search>
 *   <credenza-listings category="sofa"></credenza-listings>
 *
 * See docs/widget.md for attributes, events and theming.
 */
import { CredenzaListings } from "./listings.js";
import { CredenzaPhotoSearch } from "./photo_search.js";
import { CredenzaSimilar } from "./similar.js";

export { CredenzaApi, Problem, isAbort } from "./api.js";
export { formatPrice } from "./card.js";
export * from "./filters.js";
export { label, pictureUrl, safeUrl } from "./values.js";
export { CredenzaListings, CredenzaPhotoSearch, CredenzaSimilar };

const elements = {
  "credenza-listings": CredenzaListings,
  "credenza-photo-search": CredenzaPhotoSearch,
  "credenza-similar": CredenzaSimilar,
};
for (const [name, element] of Object.entries(elements)) {
  // A page may carry the tag twice, from two addresses; the first one wins.
  if (!customElements.get(name)) customElements.define(name, element);
}
