/** esbuild turns the import of the style sheet into a file beside the bundle. */
declare module "*.css";
