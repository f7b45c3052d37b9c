/** Where the drawing stands in its viewport: pan, zoom, fit, and the short moves between. */

export interface Extent {
  readonly width: number;
  readonly height: number;
}

export interface Stand {
  readonly x: number;
  readonly y: number;
  readonly zoom: number;
}

interface Frame {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

const PADDING = 16;
const LEAST = 0.1;
const MOST = 3;
/** The first view stays readable: a larger graph is scrolled, not shrunk further. */
const FIT_LEAST = 0.6;
const ZOOM_TIME = 120;
const MOVE_TIME = 180;
/** This much of the drawing always stays in view. */
const KEPT = 60;
const stops = [0.1, 0.2, 0.3, 0.45, 0.6, 0.8, 1, 1.25, 1.5, 2, 3];

/** The zoom at which `drawing` fits into `view`, between 60 and 100 %. */
export function fitZoom(view: Extent, drawing: Extent): number {
  const across = (view.width - 2 * PADDING) / Math.max(1, drawing.width);
  const down = (view.height - 2 * PADDING) / Math.max(1, drawing.height);
  return Math.min(1, Math.max(FIT_LEAST, Math.min(across, down)));
}

/**
 * The first view: centred where it fits (a drawing that goes down hangs from the top); along an axis where it does not, around `focus` (a place
 * in the drawing), or from the start.
 */
export function fitStand(
  view: Extent,
  drawing: Extent & { readonly down?: boolean },
  focus: Frame | null,
): Stand {
  const zoom = fitZoom(view, drawing);
  const place = (room: number, size: number, at: number | null, top = false): number => {
    const drawn = size * zoom;
    if (drawn + 2 * PADDING <= room + 1) return top ? PADDING : (room - drawn) / 2;
    if (at === null) return PADDING;
    return Math.min(PADDING, Math.max(room - drawn - PADDING, room / 2 - at * zoom));
  };
  return {
    x: Math.round(place(view.width, drawing.width, focus && focus.x + focus.width / 2)),
    y: Math.round(
      place(view.height, drawing.height, focus && focus.y + focus.height / 2, drawing.down),
    ),
    zoom,
  };
}

/** The stand after zooming to `zoom` with the point (x, y) of the viewport staying where it is. */
export function zoomedAt(stand: Stand, zoom: number, x: number, y: number): Stand {
  const next = Math.min(MOST, Math.max(LEAST, zoom));
  const ratio = next / stand.zoom;
  return { x: x - (x - stand.x) * ratio, y: y - (y - stand.y) * ratio, zoom: next };
}

/** The next stop of the zoom buttons. */
export function zoomStop(zoom: number, inward: boolean): number {
  const near = 0.01;
  if (inward) return stops.find((stop) => stop > zoom + near) ?? MOST;
  return stops.findLast((stop) => stop < zoom - near) ?? LEAST;
}

export class Camera {
  private stand: Stand = { x: PADDING, y: PADDING, zoom: 1 };
  private drawing: Extent & { readonly down?: boolean } = { width: 0, height: 0 };
  private frame = 0;
  /** The view was last fitted, not moved by hand: it is fitted again when anything changes. */
  following = true;
  still = false;

  /** The viewport's size, told and not asked for: asking makes the browser lay out at once. */
  view: Extent;

  constructor(
    private readonly viewport: HTMLElement,
    private readonly stage: HTMLElement,
    private readonly world: SVGGElement,
    private readonly changed: (zoom: number) => void,
  ) {
    this.view = { width: viewport.clientWidth, height: viewport.clientHeight };
  }

  get zoom(): number {
    return this.stand.zoom;
  }

  setDrawing(drawing: Extent & { readonly down: boolean }): void {
    this.drawing = drawing;
  }

  fit(focus: Frame | null, animated: boolean): void {
    if (this.view.width === 0 || this.drawing.width === 0) return;
    this.following = true;
    this.go(fitStand(this.view, this.drawing, focus), animated ? MOVE_TIME : 0);
  }

  pan(dx: number, dy: number): void {
    this.following = false;
    const { x, y, zoom } = this.stand;
    this.go({ x: x + dx, y: y + dy, zoom }, 0);
  }

  /** Moves without giving up following: the drawing itself has moved. */
  shift(dx: number, dy: number): void {
    const { x, y, zoom } = this.stand;
    this.go({ x: x + dx, y: y + dy, zoom }, 0);
  }

  zoomAt(factor: number, clientX: number, clientY: number): void {
    this.following = false;
    const box = this.viewport.getBoundingClientRect();
    const [x, y] = [clientX - box.left, clientY - box.top];
    this.go(zoomedAt(this.stand, this.stand.zoom * factor, x, y), 0);
  }

  zoomTo(zoom: number): void {
    this.following = false;
    const { width, height } = this.view;
    this.go(zoomedAt(this.stand, zoom, width / 2, height / 2), ZOOM_TIME);
  }

  zoomStep(inward: boolean): void {
    this.zoomTo(zoomStop(this.zoom, inward));
  }

  /** Brings a place of the drawing into view; a place that is already inside is left alone. */
  reveal({ x, y, width, height }: Frame, centre = false): void {
    const { zoom } = this.stand;
    const move = (at: number, start: number, size: number, room: number): number => {
      const [from, to] = [at + start * zoom, at + (start + size) * zoom];
      if (from >= 8 && to <= room - 8) return at;
      if (centre || size * zoom > room) return room / 2 - (start + size / 2) * zoom;
      return from < 8 ? at + 32 - from : at - (to - room + 32);
    };
    const next = {
      x: move(this.stand.x, x, width, this.view.width),
      y: move(this.stand.y, y, height, this.view.height),
      zoom,
    };
    if (next.x === this.stand.x && next.y === this.stand.y) return;
    this.following = false;
    this.go(next, MOVE_TIME);
  }

  /** A place of the drawing as it stands in the viewport. */
  onScreen({ x, y, width, height }: Frame): Frame {
    const { zoom } = this.stand;
    return {
      x: this.stand.x + x * zoom,
      y: this.stand.y + y * zoom,
      width: width * zoom,
      height: height * zoom,
    };
  }

  private go(target: Stand, time: number): void {
    cancelAnimationFrame(this.frame);
    const to = this.kept(target);
    if (time === 0 || this.still) {
      this.apply(to);
      return;
    }
    const from = this.stand;
    const start = performance.now();
    const step = (now: number): void => {
      const part = Math.min(1, Math.max(0, (now - start) / time));
      const eased = 1 - (1 - part) ** 3;
      const between = (a: number, b: number): number => a + (b - a) * eased;
      this.apply(
        part === 1
          ? to
          : {
              x: between(from.x, to.x),
              y: between(from.y, to.y),
              zoom: between(from.zoom, to.zoom),
            },
      );
      if (part < 1) this.frame = requestAnimationFrame(step);
    };
    this.frame = requestAnimationFrame(step);
  }

  private kept({ x, y, zoom }: Stand): Stand {
    const { width, height } = this.view;
    const clamp = (at: number, size: number, room: number): number =>
      Math.min(room - KEPT, Math.max(KEPT - size * zoom, at));
    return {
      x: clamp(x, this.drawing.width, width),
      y: clamp(y, this.drawing.height, height),
      zoom,
    };
  }

  /** Panning moves one element; only a new zoom touches the drawing itself. */
  private apply(stand: Stand): void {
    const zoomed = stand.zoom !== this.stand.zoom || !this.world.hasAttribute("transform");
    this.stand = stand;
    this.stage.style.transform = `translate(${Math.round(stand.x)}px, ${Math.round(stand.y)}px)`;
    if (!zoomed) return;
    this.world.setAttribute("transform", `scale(${stand.zoom})`);
    this.changed(stand.zoom);
  }
}
