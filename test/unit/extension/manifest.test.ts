import assert from "node:assert/strict";
import { existsSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { describe, it } from "node:test";
import {
  commandIds,
  contextKeys,
  dagPanelType,
  hiddenCommands,
  restrictedSettings,
  settingDefaults,
  views,
} from "../../../extension/contributions";

interface MenuItem {
  /** Absent where `submenu` is. */
  readonly command?: string;
  readonly submenu?: string;
  readonly when?: string;
  readonly group?: string;
}

interface Manifest {
  readonly icon: string;
  readonly activationEvents: readonly string[];
  readonly capabilities: {
    readonly untrustedWorkspaces: {
      readonly supported: string;
      readonly restrictedConfigurations: readonly string[];
    };
  };
  readonly contributes: {
    readonly commands: readonly { readonly command: string; readonly category: string }[];
    readonly viewsContainers: {
      readonly activitybar: readonly { readonly id: string; readonly icon: string }[];
    };
    readonly views: Readonly<
      Record<string, readonly { readonly id: string; readonly when?: string }[]>
    >;
    readonly viewsWelcome: readonly {
      readonly view: string;
      readonly contents: string;
      readonly when?: string;
    }[];
    readonly submenus: readonly { readonly id: string }[];
    readonly menus: Readonly<Record<string, readonly MenuItem[]>>;
    readonly keybindings?: unknown;
    readonly configuration: readonly {
      readonly properties: Readonly<
        Record<
          string,
          { readonly default: unknown; readonly markdownDescription?: string; scope: string }
        >
      >;
    }[];
  };
}

const root = resolve(__dirname, "../../../..");
const manifest = JSON.parse(readFileSync(join(root, "package.json"), "utf8")) as Manifest;
const { contributes } = manifest;
const listed = contributes.commands.map(({ command }) => command);
const menuItems = Object.values(contributes.menus).flat();
const clauses = [
  ...menuItems.map(({ when }) => when),
  ...contributes.viewsWelcome.map(({ when }) => when),
  ...Object.values(contributes.views)
    .flat()
    .map(({ when }) => when),
].filter((when) => when !== undefined);

/** What is there more than once. */
function repeated(texts: readonly string[]): readonly string[] {
  return texts.filter((text, index) => texts.indexOf(text) !== index);
}

describe("the manifest and the code name the same", () => {
  it("commands", () => {
    const expected = commandIds.filter((id) => !(hiddenCommands as string[]).includes(id));
    assert.deepEqual([...listed].sort(), [...expected].sort());
    for (const { command, category } of contributes.commands)
      assert.equal(category, "Flowlens", command);
  });

  it("commands in menus, once each and at places of their own", () => {
    for (const [menu, items] of Object.entries(contributes.menus)) {
      // A row's command may have a button of its own besides its entry.
      const entries = items.map(({ command, submenu, when = "", group = "" }) =>
        [command ?? submenu, when, /^inline@/.test(group)].join(" | "),
      );
      assert.deepEqual(repeated(entries), [], menu);
      const places = items.filter(({ group }) => group !== undefined);
      assert.deepEqual(
        repeated(places.map(({ when = "", group = "" }) => `${group} | ${when}`)),
        [],
        menu,
      );
    }
  });

  it("commands in menus and welcome texts", () => {
    const submenus = contributes.submenus.map(({ id }) => id);
    for (const { command, submenu } of menuItems)
      if (command !== undefined) assert.ok(listed.includes(command), command);
      else assert.ok(submenus.includes(submenu ?? ""), submenu);
    for (const id of submenus) assert.ok((contributes.menus[id] ?? []).length > 1, id);
    for (const { contents } of contributes.viewsWelcome)
      for (const [, id = ""] of contents.matchAll(/\(command:(flowlens\.\w+)/g))
        assert.ok(listed.includes(id), id);
  });

  it("settings with their defaults", () => {
    const properties = Object.assign(
      {},
      ...contributes.configuration.map((section) => section.properties),
    ) as Manifest["contributes"]["configuration"][number]["properties"];
    const defaults = Object.fromEntries(
      Object.entries(properties).map(([key, property]) => [key, property.default]),
    );
    const expected = Object.fromEntries(
      Object.entries(settingDefaults).map(([key, value]) => [`flowlens.${key}`, value]),
    );
    assert.deepEqual(defaults, expected);
    for (const [key, property] of Object.entries(properties)) {
      assert.ok((property.markdownDescription ?? "").length > 30, `${key} needs a description`);
    }
  });

  it("settings that an untrusted workspace may not choose", () => {
    const { untrustedWorkspaces } = manifest.capabilities;
    assert.equal(untrustedWorkspaces.supported, "limited");
    assert.deepEqual(
      [...untrustedWorkspaces.restrictedConfigurations].sort(),
      restrictedSettings.map((key) => `flowlens.${key}`).sort(),
    );
  });

  it("views", () => {
    const ids = Object.values(contributes.views)
      .flat()
      .map(({ id }) => id);
    assert.deepEqual(ids.sort(), Object.values(views).sort());
    for (const { view } of contributes.viewsWelcome) assert.ok(ids.includes(view), view);
    const containers = contributes.viewsContainers.activitybar.map(({ id }) => id);
    assert.deepEqual(Object.keys(contributes.views), containers);
  });

  it("context keys", () => {
    const used = new Set(clauses.flatMap((when) => when.match(/\bflowlens\.\w+/g) ?? []));
    const known = new Set<string>([...contextKeys, ...Object.values(views), "flowlens.runnable"]);
    for (const key of used) assert.ok(known.has(key), key);
  });
});

describe("the manifest", () => {
  it("activates for Python, for the restored panel, and never for everything", () => {
    assert.ok(manifest.activationEvents.includes(`onWebviewPanel:${dagPanelType}`));
    assert.ok(manifest.activationEvents.includes("onLanguage:python"));
    assert.ok(!manifest.activationEvents.includes("*"));
    // A glob would make VS Code search every opened folder.
    for (const event of manifest.activationEvents) assert.ok(!event.includes("*"), event);
  });

  it("names files that are there", () => {
    const icons = contributes.viewsContainers.activitybar.map(({ icon }) => icon);
    for (const file of [manifest.icon, ...icons, "media/dag-light.svg", "media/dag-dark.svg"])
      assert.ok(existsSync(join(root, file)), file);
  });

  it("takes no keys and no foreign names", () => {
    assert.equal(contributes.keybindings, undefined);
    for (const id of listed) assert.match(id, /^flowlens\./);
  });

  it("hides commands from the palette that need a row of a view", () => {
    const palette = new Map(
      contributes.menus["commandPalette"]?.map((item) => [item.command, item.when]),
    );
    for (const id of ["goToStep", "removeRun", "copyRunId", "copyName", "showRunDag"])
      assert.equal(palette.get(`flowlens.${id}`), "false");
  });

  it("offers runs and drawings in the palette before any flow was looked for", () => {
    const palette = new Map(
      contributes.menus["commandPalette"]?.map((item) => [item.command, item.when]),
    );
    // A key that this extension sets is unset until it is active, and no search was made then.
    for (const id of ["runFlow", "runStep", "showDag", "runOptions"])
      assert.equal(
        palette.get(`flowlens.${id}`),
        "workspaceFolderCount > 0 || flowlens.activeFlow",
      );
  });
});
