/** Says in Envoy's log that it has started, and that time goes by. */
import { Bytes, log, Plugin, Refusal, registerPlugin } from "sluice/sdk";

class HelloWorld extends Plugin {
  private ticks: i32 = 0;

  onConfigure(configuration: Bytes): Refusal | null {
    log.info("hello from the plugin");
    this.setTickPeriod(50);
    return null;
  }

  onTick(): void {
    log.info("tick " + (++this.ticks).toString());
    if (this.ticks == 3) this.setTickPeriod(0);
  }
}
registerPlugin("hello-world", () => new HelloWorld());
