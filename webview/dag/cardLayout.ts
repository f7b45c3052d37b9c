import type { Badge, CardContent, WhereLine } from "./cardContent";
import type { GlyphName } from "./glyphs";
import { cutEnd, cutMiddle, faceScale, type Face, type Measure } from "./measure";
import type { TaskCounts } from "./progress";

/** Where each piece of a card's content goes. All lengths at 100 %; (0, 0) is the card's corner. */

export const INSET = 10;
const TEXT_START = 32;
const LINE = 16;
const TITLE_HEIGHT = 36;
const STRIP = 13;
const COUNTS = 14;
const MIN_WIDTH = 100;
const MAX_WIDTH = 200;
/** The widest duration; its room is kept, so that a ticking clock never changes a width. */
const WIDEST = "9m 59s";
/** Small text grows when zoomed out a little; this much of it should still fit. */
const SLACK = 1.15;
const BADGE_GLYPH = 13;
const BADGE_GAP = 8;
/** Room for the counts of a body of hundreds of tasks. */
const COUNTS_WIDTH = 118;

interface PlacedText {
  readonly text: string;
  readonly face: Face;
  readonly x: number;
  /** Baseline. */
  readonly y: number;
  readonly end: boolean;
  readonly slot: string;
}

interface PlacedGlyph {
  readonly glyph: GlyphName;
  readonly tone: string;
  readonly x: number;
  readonly y: number;
  readonly size: number;
  readonly slot: string;
}

interface PlacedStrip {
  readonly y: number;
  readonly counts: TaskCounts;
}

export interface CardLayout {
  readonly height: number;
  readonly texts: readonly PlacedText[];
  readonly glyphs: readonly PlacedGlyph[];
  readonly strip: PlacedStrip | null;
}

/** Lines below the title that are text. */
function lineCount({ reason, notes, where, badges, pass }: CardContent): number {
  const optional = [reason, where, badges[0] ?? null, pass];
  return notes.length + optional.filter((line) => line !== null).length;
}

/** The card's height: 36, 16 for each further line, 27 for strip and counts. */
export function cardHeight(content: CardContent): number {
  return TITLE_HEIGHT + LINE * lineCount(content) + (content.progress ? STRIP + COUNTS : 0);
}

/** Lines a run may yet add to a card, in pixels, so that it can grow without moving others. */
export function growth(content: CardContent): number {
  const final = content.state === "succeeded" || content.state === "not-taken";
  if (content.state === null || final) return 0;
  const reason = content.reason === null ? LINE : 0;
  return reason + (content.stacked && !content.progress ? STRIP + COUNTS : 0);
}

function badgeWidth(badge: Badge, measure: Measure): number {
  return badge.text === "" ? BADGE_GLYPH : BADGE_GLYPH + 4 + measure(badge.text, "meta");
}

/** The width a card would like: its content, between 100 and 200, rounded up to 4. */
export function cardWidth(content: CardContent, measure: Measure): number {
  const { times, reason, notes, where, badges, pass, stacked } = content;
  const meta = (text: string): number => measure(text, "meta") * SLACK;
  // The duration stands on whichever of these lines has room for it.
  const lines = notes.map(meta);
  if (where) lines.push(meta(plainWhere(where)));
  const marks = badges.reduce((sum, badge) => sum + badgeWidth(badge, measure) + BADGE_GAP, 0);
  if (badges.length > 0) lines.push(marks - BADGE_GLYPH - BADGE_GAP);
  if (pass !== null || content.recursive) lines.push(meta("pass 99"));
  const clock = lines.length > 0 ? Math.min(...lines) + BADGE_GAP + meta(WIDEST) : 0;
  const title = measure(content.id, "name") + (times ? 6 + measure(times, "times") : 0) + 26;
  const wide = [title, clock, ...lines, stacked ? COUNTS_WIDTH : 0];
  if (reason !== null) wide.push(measure(reason, "reason"));
  const wanted = TEXT_START + Math.max(...wide) + INSET;
  return Math.ceil(Math.min(Math.max(wanted, MIN_WIDTH), MAX_WIDTH) / 4) * 4;
}

const plainWhere = ({ resources, word }: WhereLine): string =>
  resources.length > 0 ? resources.join(" · ") : word;

/**
 * Places a card's content in `width`. `scale` is how much larger than at 100 % text is drawn, to
 * keep it readable when zoomed out a little.
 */
export function layoutCard(
  content: CardContent,
  width: number,
  measure: Measure,
  scale = 1,
): CardLayout {
  return new CardPlacer(content, width, measure, scale).place();
}

class CardPlacer {
  private readonly texts: PlacedText[] = [];
  private readonly glyphs: PlacedGlyph[] = [];
  private middle = 18;
  private clockPlaced: boolean;

  constructor(
    private readonly content: CardContent,
    private readonly width: number,
    private readonly measure: Measure,
    private readonly scale: number,
  ) {
    this.clockPlaced = content.duration === null;
  }

  place(): CardLayout {
    const { reason, notes, where, badges, pass, progress } = this.content;
    this.title();
    if (reason !== null) this.reason(reason);
    notes.forEach((note, i) => {
      this.note(note, `note${i}`, !where && badges.length === 0);
    });
    if (where) this.where(where, badges.length === 0 && pass === null);
    if (badges.length > 0) this.badges(badges, pass === null);
    if (pass !== null) this.note(pass, "pass", true);
    const strip = progress ? { y: this.middle + 10, counts: progress } : null;
    if (progress) this.counts(progress);
    const { texts, glyphs } = this;
    return { height: cardHeight(this.content), texts, glyphs, strip };
  }

  private size(text: string, face: Face): number {
    return this.measure(text, face) * faceScale(face, this.scale);
  }

  private text(text: string, face: Face, x: number, slot: string, end = false): void {
    const y = this.middle + (face === "name" || face === "pending" ? 4.5 : 4);
    this.texts.push({ text, face, x, y, slot, end });
  }

  private glyph(glyph: GlyphName, x: number, size: number, slot: string, tone = "quiet"): void {
    this.glyphs.push({ glyph, tone, x, y: this.middle - size / 2, size, slot });
  }

  private title(): void {
    const { lead, trailing, state, times, id, bar } = this.content;
    if (lead) this.glyph(lead, INSET, 16, "lead", state ?? "quiet");
    const start = lead ? TEXT_START : INSET;
    const end = this.width - INSET - (trailing ? 20 : 0);
    if (trailing) this.glyph(trailing, end + (bar?.side === "out" ? 5 : 6), 14, "type");
    const face = state === "pending" || state === "not-taken" ? "pending" : "name";
    const timesWidth = times === null ? 0 : 6 + this.size(times, "times");
    const name = cutMiddle(id, end - start - timesWidth, (cut) => this.size(cut, face));
    this.text(name, face, start, "name");
    if (times !== null) this.text(times, "times", start + this.size(name, face) + 6, "times");
  }

  private reason(reason: string): void {
    this.middle += LINE;
    const room = this.width - TEXT_START - 6;
    this.text(
      cutEnd(reason, room, (cut) => this.size(cut, "reason")),
      "reason",
      TEXT_START,
      "reason",
    );
  }

  private note(note: string, slot: string, last: boolean): void {
    this.middle += LINE;
    const room = this.clock(this.size(note, "meta"), last) - TEXT_START;
    this.text(
      cutEnd(note, room, (cut) => this.size(cut, "meta")),
      "meta",
      TEXT_START,
      slot,
    );
  }

  private where(where: WhereLine, last: boolean): void {
    this.middle += LINE;
    this.glyph(where.glyph, INSET + 1, 14, "where");
    const full = this.size(plainWhere(where), "meta");
    const end = this.clock(full, last);
    // Nothing else stands on this line: it may run a little closer to the border.
    const room = end - TEXT_START + (end === this.width - INSET ? 5 : 0);
    this.text(this.whereText(where, room), "meta", TEXT_START, "where");
  }

  /** With the word if there is room, else the numbers alone, closer if need be; they go whole, from the end. */
  private whereText({ word, resources }: WhereLine, room: number): string {
    const lines = [[word, ...resources].join(" · ")];
    for (let kept = resources.length; kept > 0; kept--)
      for (const dot of [" · ", "\u200a·\u200a"]) lines.push(resources.slice(0, kept).join(dot));
    return lines.find((line) => this.size(line, "meta") <= room) ?? "";
  }

  private badges(badges: readonly Badge[], last: boolean): void {
    this.middle += LINE;
    const wanted = badges.reduce((sum, b) => sum + this.badgeSize(b) + BADGE_GAP, -BADGE_GAP);
    const end = this.clock(INSET + wanted - TEXT_START, last);
    let x = INSET + 1.5;
    for (const badge of this.badgesThatFit(badges, end - x)) {
      this.glyph(badge.glyph, x, BADGE_GLYPH, `badge ${badge.glyph}`, badge.tone);
      // The first number stands where all text starts.
      const textX = x === INSET + 1.5 ? TEXT_START : x + BADGE_GLYPH + 4;
      if (badge.text !== "") this.text(badge.text, "meta", textX, `badge ${badge.glyph}`);
      x = badge.text === "" ? x + BADGE_GLYPH : textX + this.size(badge.text, "meta");
      x += BADGE_GAP;
    }
  }

  /** Findings stay longest; of the others the right end goes first. */
  private badgesThatFit(badges: readonly Badge[], room: number): readonly Badge[] {
    const kept = [...badges];
    const width = (): number =>
      kept.reduce((sum, badge) => sum + this.badgeSize(badge) + BADGE_GAP, -BADGE_GAP);
    while (kept.length > 0 && width() > room) {
      const last = kept.findLastIndex((badge) => badge.tone === "quiet");
      kept.splice(last >= 0 ? last : kept.length - 1, 1);
    }
    return kept;
  }

  private badgeSize({ text }: Badge): number {
    return BADGE_GLYPH + (text === "" ? 0 : 5 + this.size(text, "meta"));
  }

  /**
   * Puts the duration at the end of this line if it fits beside `used` pixels of text, or if no
   * later line could take it. Returns where the line's own text has to end.
   */
  private clock(used: number, last: boolean): number {
    const { duration } = this.content;
    const edge = this.width - INSET;
    if (this.clockPlaced || duration === null) return edge;
    const own = Math.max(this.size(duration, "meta"), 34 * this.scale) + 6;
    if (!last && TEXT_START + used + own > edge) return edge;
    this.clockPlaced = true;
    this.text(duration, "meta", edge, "duration", true);
    return edge - own;
  }

  private counts({ total, succeeded, failed, running, retrying }: TaskCounts): void {
    this.middle += STRIP + COUNTS;
    let x = INSET + 1.5;
    const add = (glyph: GlyphName, tone: string, count: number): void => {
      if (count === 0) return;
      this.glyph(glyph, x, BADGE_GLYPH, `count ${glyph}`, tone);
      const textX = x === INSET + 1.5 ? TEXT_START : x + BADGE_GLYPH + 4;
      this.text(`${count}`, "meta", textX, `count ${glyph}`);
      x = textX + this.size(`${count}`, "meta") + BADGE_GAP;
    };
    add("succeeded", "succeeded", succeeded);
    add("failedCount", "failed", failed);
    add("running", "running", running);
    add("retrying", "retrying", retrying);
    const of = `of ${total}`;
    if (x + this.size(of, "meta") <= this.width - INSET)
      this.text(of, "meta", this.width - INSET, "total", true);
  }
}
