import * as vscode from "vscode";
import type { FlowText, Place } from "../../runtime/core/language/sharedStep";
import type { LineMap } from "../../runtime/core/text";
import { rangeOf } from "../convert";
import { uriOf } from "./stepFiles";

/** Where a place lies that is in one of `files`, or in a file that they take classes from. */
export function locationIn(files: readonly FlowText[], { path, span }: Place): vscode.Location {
  const lines = linesOf(files, path);
  if (lines === undefined) throw new Error(`${path} was not read`);
  return new vscode.Location(uriOf(path), rangeOf(lines, span));
}

function linesOf(files: readonly FlowText[], path: string): LineMap | undefined {
  const own = files.find((one) => one.path === path)?.file.lines;
  if (own !== undefined) return own;
  return files.flatMap(({ file }) => file.sources).find((source) => source.path === path)?.lines;
}
