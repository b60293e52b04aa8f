/**
 * Every word the elements show. To translate, change them before credenza.js runs:
 *
 *   import { texts } from "https://HOST/widget/texts.js";
 *   Object.assign(texts, { similarHeading: "Sieht ähnlich aus", … });
 */
export const texts = {
  similarHeading: "Looks like this",
  results: (count) => (count === 1 ? "1 result" : `${count} results`),
  resultsIn: (count, ms) => `${texts.results(count)} in ${ms} ms`,
  listings: (total) => (total === 1 ? "1 piece" : `${total} pieces`),
  listingsShown: (shown, total) => `${shown} of ${texts.listings(total)}`,
  loading: "Looking…",
  slow: "Still looking. This takes longer than usual.",
  empty: "Nothing matches here.",
  emptyFiltered: "Nothing matches all of these filters.",
  retry: "Try again",
  more: "Show more",
  similarity: "Similarity",
  outOfStock: "Out of stock",
  noPicture: "No picture",

  // `relaxed` is given sentences of the service, which are in English.
  relaxed: (sentences) => `These come close. ${sentences.join(" ")}`,
  missed: (wishes) => `Other ${wishes.map((wish) => texts.wishes[wish] ?? wish).join(", ")}`,
  wishes: { size: "size", color: "colour", material: "material", style: "style", price: "price" },

  photoHeading: "Search by photo",
  photoPrompt: "Drop a photo here or paste one",
  photoPromptTouch: "Take or choose a photo of a piece of furniture",
  photoChoose: "Choose a photo",
  photoAnother: "Another photo",
  photoErase: "Erase the photo",
  photoErased: "The photo has been erased.",
  photoNotErased: (reason) => `The photo could not be erased. ${reason}`,
  photoNote: "It is made smaller on your device first; place and camera data are not sent.",
  photoPreview: "Your photo",
  photoPreparing: "Making the photo smaller…",
  photoSending: "Sending the photo…",
  photoNotPictureTitle: "Not a picture",
  photoNotPicture: (name) => `${name || "That"} is not a picture. A JPEG, PNG or WebP will do.`,

  unreachableTitle: "The search is not available",
  unreachable: "No answer came from the search. Check the connection and try again.",
  tooSlow: "The search took too long to answer.",
  failed: (status) => `The search answered with an error (${status}).`,
  badApi: (address) => `The address of the search must be http or https, not ${address}.`,
};
