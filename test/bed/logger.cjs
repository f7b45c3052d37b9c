// Stands in for VS Code's native log writer, which needs a compiler to install: without it the
// Output view of code-server stays empty. Appends lines to the file; no rotation.
const { appendFileSync, mkdirSync } = require("node:fs");
const { dirname } = require("node:path");

const levels = ["trace", "debug", "info", "warning", "error", "critical"];

class Logger {
  constructor(file) {
    this.file = file;
    this.level = 0;
    this.raw = false;
  }

  write(level, message) {
    if (level < this.level) return;
    try {
      appendFileSync(this.file, this.raw ? message : `${stamp()} [${levels[level]}] ${message}\n`);
    } catch {
      // The folder may be gone when a server ends: a log line is no reason to fail.
    }
  }

  trace(message) {
    this.write(0, message);
  }
  debug(message) {
    this.write(1, message);
  }
  info(message) {
    this.write(2, message);
  }
  warn(message) {
    this.write(3, message);
  }
  error(message) {
    this.write(4, message);
  }
  critical(message) {
    this.write(5, message);
  }
  getLevel() {
    return this.level;
  }
  setLevel(level) {
    this.level = level;
  }
  clearFormatters() {
    this.raw = true;
  }
  setPattern() {}
  flush() {}
  drop() {}
}

const stamp = () => new Date().toISOString().replace("T", " ").replace("Z", "");

async function createLogger(_name, file) {
  mkdirSync(dirname(file), { recursive: true });
  return new Logger(file);
}

// One by one: VS Code imports these by name, and Node finds them only in this form.
exports.version = 0;
exports.setLevel = () => undefined;
exports.setFlushOn = () => undefined;
exports.Logger = Logger;
exports.createRotatingLogger = createLogger;
exports.createAsyncRotatingLogger = createLogger;
