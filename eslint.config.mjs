import tseslint from "typescript-eslint";

/** The import locks of the rooms: `regex` matches the import's text as written. */
const ban = (files, regex, message) => ({
  files,
  rules: { "no-restricted-imports": ["error", { patterns: [{ regex, message }] }] },
});

export default tseslint.config(
  {
    ignores: ["out/**", "dist/**", "node_modules/**", ".cache/**", "**/*.mjs"],
  },
  ...tseslint.configs.strictTypeChecked.map((config) => ({ ...config, files: ["**/*.ts"] })),
  {
    files: ["**/*.ts"],
    languageOptions: {
      parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname },
    },
    linterOptions: { reportUnusedDisableDirectives: "error" },
    rules: {
      "@typescript-eslint/switch-exhaustiveness-check": [
        "error",
        { considerDefaultExhaustiveForUnions: true },
      ],
      "@typescript-eslint/consistent-type-imports": "error",
      "@typescript-eslint/restrict-template-expressions": ["error", { allowNumber: true }],
      "max-lines": ["error", 300],
      "max-lines-per-function": ["error", 60],
      complexity: ["error", 16],
      "no-console": "error",
    },
  },
  {
    files: ["runtime/cli/**/*.ts", "test/**/*.ts"],
    rules: { "no-console": "off" },
  },
  {
    files: ["test/**/*.ts"],
    rules: {
      // node:test's describe/it return promises that the runner itself awaits.
      "@typescript-eslint/no-floating-promises": "off",
      "max-lines-per-function": ["error", 120],
      "@typescript-eslint/no-non-null-assertion": "off",
    },
  },
  ban(
    ["extension/**/*.ts"],
    "/webview/(?!protocol|rpc)",
    "the host knows the webview only by its protocol",
  ),
  ban(
    ["webview/**/*.ts"],
    "^(vscode$|node:)|/extension/|/runtime/(?!core/)",
    "the webview sees only runtime/core and its own files",
  ),
  ban(["runtime/**/*.ts"], "^vscode$|/extension/|/webview/", "runtime never sees the editor"),
  ban(
    ["runtime/core/**/*.ts"],
    "^(?!\\.{1,2}/|@lezer/|@dagrejs/)|/(process|metaflow|runners|cli)/",
    "core imports only its own files, the parser and the fallback layout",
  ),
);
