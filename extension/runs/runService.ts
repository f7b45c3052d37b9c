import * as vscode from "vscode";
import { newRun } from "../../runtime/core/advance";
import type { RunEvent } from "../../runtime/core/run";
import { runRecord } from "../../runtime/runners/local";
import type { RunRecord, RunRequest } from "../../runtime/runners/runner";
import { setContext } from "../context";
import { Disposables, Throttled } from "../disposable";
import { describeError, log } from "../log";
import { unattended } from "../problem";
import { runEnvironment } from "./environment";
import { Run, type RunFacts } from "./run";
import type { RunnerFor } from "./runners";
import type { RunStorage } from "./runStorage";
import { storedVersion } from "./storedRun";

/** At most four refreshes a second reach the views, however fast events come. */
const refreshEvery = 250;

/** All runs of this workspace, newest first: each click is one of its own, several go on at once. */
export class RunService implements vscode.Disposable {
  private readonly owner = new Disposables();
  private readonly runs = new Map<string, Run>();
  private readonly records = new Map<string, RunRecord>();
  private readonly touched = new Set<Run>();
  private readonly changed = this.owner.add(new vscode.EventEmitter<readonly Run[]>());
  private readonly announce = this.owner.add(
    new Throttled(refreshEvery, () => {
      this.publish();
    }),
  );
  private restored: Promise<void> | undefined;
  /** Tells of the runs that changed, coalesced; an empty list: one was removed. */
  readonly onDidChange = this.changed.event;

  constructor(
    private readonly storage: RunStorage,
    private readonly runnerFor: RunnerFor,
  ) {}

  list(): readonly Run[] {
    return [...this.runs.values()].sort((a, b) => b.state.startedAt - a.state.startedAt);
  }

  get(key: string): Run | undefined {
    return this.runs.get(key);
  }

  /** Starts a run that was checked before. */
  start(request: RunRequest, facts: RunFacts, steps: readonly string[]): Run {
    const { key, flow, kind } = request;
    const run = new Run(
      facts,
      newRun({ key, flow, kind, steps, startedAt: Date.now() }),
      request.logFile,
    );
    this.add(run);
    void this.watch(run, this.runnerFor(request.where).start(request, run.signal), (event) => {
      if (event.type === "started")
        unattended("remembering a run", this.remember(run, request, event));
    });
    return run;
  }

  /** Brings back the runs of earlier windows, once, and follows those that had not ended. */
  restore(): Promise<void> {
    this.restored ??= this.restoreOnce().catch((error: unknown) => {
      log().error(`the runs of earlier windows cannot be read: ${describeError(error)}`);
      this.restored = undefined;
    });
    return this.restored;
  }

  /** Makes a run's output whole: that of an earlier window's run is read from its log, once. */
  async loadOutput(run: Run): Promise<void> {
    const record = this.records.get(run.key);
    if (run.outputComplete || record === undefined) return;
    const runner = this.runnerFor(record.where);
    run.loading ??= readLog(run, runner.follow(record, neverAborted, { ended: true }));
    await run.loading;
  }

  /** Takes in what another source knows of a run; it is kept even when the run is over. */
  tell(run: Run, events: readonly RunEvent[]): void {
    for (const event of events) run.accept(event);
    this.touch(run);
    if (!run.active) void this.save(run);
  }

  cancelAll(): void {
    for (const run of this.runs.values()) if (run.active) run.cancel();
  }

  async remove(run: Run): Promise<void> {
    if (run.active) return;
    this.forget(run.key);
    await this.storage.remove(run.key);
  }

  /** Stops watching; the runs themselves go on and are found again by the next window. */
  dispose(): void {
    this.owner.dispose();
    for (const run of this.runs.values()) run.dispose();
    this.runs.clear();
  }

  private forget(key: string): void {
    this.runs.get(key)?.dispose();
    this.runs.delete(key);
    this.records.delete(key);
    this.announce.call();
  }

  private add(run: Run): void {
    this.runs.set(run.key, run);
    this.touch(run);
  }

  private touch(run: Run): void {
    this.touched.add(run);
    this.announce.call();
  }

  private publish(): void {
    const touched = [...this.touched];
    this.touched.clear();
    const runs = [...this.runs.values()];
    setContext("flowlens.hasRuns", runs.length > 0);
    setContext(
      "flowlens.running",
      runs.some((run) => run.active),
    );
    this.changed.fire(touched);
  }

  private async watch(
    run: Run,
    events: AsyncIterable<RunEvent>,
    also: (event: RunEvent) => void = () => undefined,
  ): Promise<void> {
    try {
      for await (const event of events) {
        if (!this.runs.has(run.key)) return;
        run.accept(event);
        also(event);
        this.touch(run);
      }
    } catch (error) {
      log().error(`run ${run.key} of ${run.state.flow}: ${describeError(error)}`);
      const reason = error instanceof Error ? error.message : String(error);
      run.accept({ type: "exited", at: Date.now(), code: null, reason });
      this.touch(run);
    }
    await this.save(run);
  }

  private async remember(
    run: Run,
    request: RunRequest,
    started: Extract<RunEvent, { type: "started" }>,
  ): Promise<void> {
    const runner = this.runnerFor(request.where);
    const record = await (runner.record?.(request, started) ?? runRecord(request, started));
    this.records.set(run.key, record);
    await this.save(run);
  }

  private async save(run: Run): Promise<void> {
    // Only then it is known which of the runs that were kept before still go on.
    await this.restore();
    const record = this.records.get(run.key);
    if (record === undefined || !this.runs.has(run.key)) return;
    const { plan, command, notices, pods } = run.facts;
    const shape = [...run.facts.shape];
    const { state } = run;
    const version = storedVersion;
    const told = { plan, record, shape, command, notices, state, ...(pods && { pods }) };
    const stored = { version, ...told } as const;
    const active = this.list().filter((other) => other.active);
    try {
      const dropped = await this.storage.save(stored, new Set(active.map(({ key }) => key)));
      for (const key of dropped) this.forget(key);
    } catch (error) {
      log().warn(`the run ${run.key} will not be found again: ${describeError(error)}`);
    }
  }

  private async restoreOnce(): Promise<void> {
    for (const { record, state, shape, ...kept } of await this.storage.load()) {
      if (this.runs.has(record.key)) continue;
      const { plan, command, notices, pods } = kept;
      const facts = { plan, shape: new Map(shape), command, notices, ...(pods && { pods }) };
      const run = new Run(facts, state, record.logFile);
      this.records.set(record.key, record);
      if (run.active) this.follow(run, record);
      else run.outputComplete = false;
      this.add(run);
    }
  }

  private follow(run: Run, record: RunRecord): void {
    const { key, flow, kind, steps, startedAt } = run.state;
    const names = steps.map(({ name }) => name);
    // The log is replayed from its start, so the state begins anew too.
    run.state = newRun({ key, flow, kind, steps: names, startedAt });
    const environment = (): Promise<RunRequest["environment"]> => variablesOf(run);
    const runner = this.runnerFor(record.where);
    void this.watch(run, runner.follow(record, run.signal, { environment }));
  }
}

/** Today's variables of the run's file; none when they cannot be read. */
async function variablesOf({ key, facts }: Run): Promise<RunRequest["environment"]> {
  try {
    return (await runEnvironment(vscode.Uri.parse(facts.plan.uri))).variables;
  } catch (error) {
    log().warn(`the end of run ${key} has no variables of its own: ${describeError(error)}`);
    return {};
  }
}

const neverAborted = new AbortController().signal;

async function readLog(run: Run, events: AsyncIterable<RunEvent>): Promise<void> {
  try {
    for await (const event of events) if (event.type === "output") run.print(event);
  } catch (error) {
    log().warn(`the log of run ${run.key} cannot be read: ${describeError(error)}`);
  }
  run.outputComplete = true;
}
