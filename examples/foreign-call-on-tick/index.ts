/** Calls one of Envoy's foreign functions at each tick, and says what came of it. */
import { Bytes, compress, log, Plugin, Refusal, registerPlugin } from "sluice/sdk";

class ForeignCallOnTick extends Plugin {
  private text: string = "";

  onConfigure(configuration: Bytes): Refusal | null {
    this.setTickPeriod(50);
    return null;
  }

  onTick(): void {
    if (this.text.length > 1000) this.text = "";
    this.text += "again and ";
    const packed = compress(this.text);
    if (packed === null) log.warn("the host can't compress");
    else log.info(this.text.length.toString() + " bytes are " + packed.length.toString());
  }
}
registerPlugin("foreign-call-on-tick", () => new ForeignCallOnTick());
