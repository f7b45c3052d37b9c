/**
 * The policy of a card's panel, and of no other. A card is one file with inline scripts, inline
 * styles and pictures as data; its charts compile their expressions (`unsafe-eval`). A page given
 * to a frame as `srcdoc` takes over the policy around it, and a nonce would switch
 * `unsafe-inline` off, so this page allows inline scripts too; it puts no foreign text into its
 * own markup. No directive names a host: neither page can load or send anything, and the frame
 * can go nowhere (`frame-src`, which `srcdoc` does not need).
 */
export const cardsPolicy = [
  "default-src 'none'",
  "script-src 'unsafe-inline' 'unsafe-eval'",
  "style-src 'unsafe-inline'",
  "img-src data: blob:",
  "font-src data:",
  "media-src data: blob:",
  "connect-src 'none'",
  "frame-src 'none'",
  "worker-src 'none'",
  "object-src 'none'",
  "base-uri 'none'",
  "form-action 'none'",
].join("; ");

/**
 * The page around a card, with its own script and styles inside: with nothing to load, the panel
 * needs no resource folder at all.
 */
export function cardsHtml(script: string, styles: string): string {
  return `<!DOCTYPE html>
<html lang="en">
  <head>
    <meta charset="utf-8" />
    <meta http-equiv="Content-Security-Policy" content="${cardsPolicy}" />
    <meta http-equiv="x-dns-prefetch-control" content="off" />
    <meta name="viewport" content="width=device-width, initial-scale=1" />
    <title>Cards</title>
    <style>${styles.replaceAll("</style", "<\\/style")}</style>
  </head>
  <body>
    <script>${script.replaceAll("</script", "<\\/script")}</script>
  </body>
</html>`;
}
