// Save, restore and managed save.

import { resolve } from "node:path";
import {
  DomainCoreDumpFlags,
  DomainCoreDumpFormat,
  DomainEventStartedDetailType,
  DomainEventStoppedDetailType,
  DomainEventType,
  DomainRunningReason,
  DomainSaveImageXMLFlags,
  DomainSaveRestoreFlags,
  DomainShutoffReason,
} from "@virtgate/protocol/constants";
import type { DomainSaving } from "../driver.js";
import { notRunning } from "../refusals.js";
import { readDefinition, writeDefinition } from "./definition.js";
import type { TestDomain } from "./domain.js";
import { stop, tell } from "./domain-lifecycle.js";
import type { DomainTable } from "./domain-table.js";
import { notValid, onlyFlags, unsupported, unsupportedArgument } from "./refusals.js";
import { readSaveImage, writeCoreDump, writeSaveImage } from "./save-image.js";

const noModification = (definition: string | null) => {
  if (definition !== null) throw unsupportedArgument("xml modification unsupported");
};

const stopAsSaved = (table: DomainTable, domain: TestDomain) =>
  stop(table, domain, DomainShutoffReason.saved, DomainEventStoppedDetailType.saved);

export function domainSaving(table: DomainTable): Required<DomainSaving> {
  return {
    async save(ref, path, definition, flags) {
      onlyFlags("testDomainSaveFlags", flags);
      noModification(definition);
      const domain = table.findActive(ref);
      const { id, name } = domain.ref;
      const xml = writeDefinition(domain.definition, { id, secure: true });
      await writeSaveImage(path, xml, `saving domain '${name}' to '${resolve(path)}'`);
      // While the file was written, another client may have stopped it.
      if (domain.ref.id !== id) throw notRunning();
      stopAsSaved(table, domain);
    },

    async restore(path, definition, flags, admit) {
      onlyFlags("testDomainRestoreFlags", flags);
      noModification(definition);
      const saved = readDefinition(await readSaveImage(path));
      await admit?.(saved);
      const domain = table.admit(saved);
      domain.start(table.newId(), DomainRunningReason.restored);
      tell(table, domain.ref, DomainEventType.started, DomainEventStartedDetailType.restored);
    },

    async coreDump(ref, path, format, flags) {
      onlyFlags("testDomainCoreDumpWithFormat", flags, DomainCoreDumpFlags.crash);
      const domain = table.findActive(ref);
      const { id } = domain.ref;
      await writeCoreDump(path, `domain '${ref.name}' coredump`);
      // The file is there all the same.
      if (format !== DomainCoreDumpFormat.raw) {
        throw unsupported("kdump-compressed format is not supported here");
      }
      if ((flags & DomainCoreDumpFlags.crash) === 0) return;
      // While the file was written, another client may have stopped it.
      if (domain.ref.id !== id) throw notRunning();
      stop(table, domain, DomainShutoffReason.crashed, DomainEventStoppedDetailType.crashed);
    },

    async saveImageXml(path, flags, admit) {
      onlyFlags("testDomainSaveImageGetXMLDesc", flags, DomainSaveImageXMLFlags.secure);
      const saved = readDefinition(await readSaveImage(path));
      await admit?.(saved);
      // libvirt's test driver shows passwords whatever the flags say.
      return writeDefinition(saved, { secure: true });
    },

    async saveImageDefine(path, definition, flags, admit) {
      const { running, paused } = DomainSaveRestoreFlags;
      onlyFlags("testDomainSaveImageDefineXML", flags, running | paused);
      const saved = await readSaveImage(path);
      if (admit !== undefined) await admit(readDefinition(saved));
      const changed = readDefinition(definition);
      await admit?.(changed);
      const what = `saving domain '${changed.name}' to '${path}'`;
      await writeSaveImage(path, writeDefinition(changed, { secure: true }), what);
    },

    managedSave(ref, flags) {
      const { bypassCache, running, paused } = DomainSaveRestoreFlags;
      onlyFlags("testDomainManagedSave", flags, bypassCache | running | paused);
      const domain = table.findActive(ref);
      if (!domain.persistent) throw notValid("cannot do managed save for transient domain");
      stopAsSaved(table, domain);
      domain.managedSave = true;
    },

    hasManagedSave(ref, flags) {
      onlyFlags("testDomainHasManagedSaveImage", flags);
      return table.find(ref).managedSave;
    },

    removeManagedSave(ref, flags) {
      onlyFlags("testDomainManagedSaveRemove", flags);
      table.find(ref).managedSave = false;
    },
  };
}
