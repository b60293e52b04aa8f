/** The one filter form stands beside the results, or on narrow screens in a sheet. */

export class PanelPlace {
  #wide = matchMedia("(min-width: 62em)");
  #view = null;

  constructor(form, sheet) {
    this.form = form;
    this.sheet = sheet;
    this.#wide.addEventListener("change", () => this.#put());
    sheet.addEventListener("click", (event) => {
      const outside = event.target === sheet;
      if (outside || event.target.closest("[data-close]")) sheet.close();
    });
  }

  /** The form belongs to `view` from now on. */
  moveTo(view) {
    this.#view = view;
    this.sheet.close();
    this.#put();
  }

  open() {
    this.sheet.showModal();
  }

  #put() {
    if (this.#wide.matches) this.sheet.close();
    const beside = this.#wide.matches ? this.#view.querySelector(".panel-here") : null;
    const place = beside ?? this.sheet.querySelector(".panel-sheet");
    if (this.form.parentNode !== place) place.append(this.form);
  }
}
