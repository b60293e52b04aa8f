/** The files of the demo's data set, a JSON object on each line, and the pictures they name. */

/** The rows of a file such as "rooms.jsonl"; none when the demo has no such file. */
export async function readRows(file) {
  try {
    const response = await fetch(file);
    if (!response.ok) return [];
    const lines = (await response.text()).split("\n").filter((line) => line.trim());
    return lines.map((line) => JSON.parse(line));
  } catch {
    return [];
  }
}

/** Where the picture of a row lies, relative to this page. */
export const pictureOf = ({ image }) => image.split("/").map(encodeURIComponent).join("/");
