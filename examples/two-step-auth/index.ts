/** Lets a request through when one service knows its session and another allows what that session's user asks for. */
import {
  cookieFieldOf,
  currentRequest,
  decodeText,
  Flow,
  HttpFilter,
  LocalReply,
  normalizePath,
  Progress,
  register,
  Request,
  RequestInit,
  Task,
} from "sluice/sdk";

/** The steps of one request. The fields are what a step leaves for the next one. */
class Admission extends Task {
  private user: string = "";

  constructor(
    /** As `normalizePath` gives it: behind `/allows` it leads nowhere else. */
    private readonly path: string,
    private readonly cookie: string,
  ) {
    super();
  }

  run(step: i32): Progress {
    if (step == 0) {
      this.fetch("sessions", new RequestInit("GET", "/session").header("cookie", this.cookie));
      return Progress.Wait;
    }
    const answer = this.answers[0];
    if (answer.status == 401 || answer.status == 403) return this.refuse(answer.status);
    if (!answer.ok) return this.refuse(503);
    if (step == 1) {
      const user = answer.header("x-user");
      if (user === null) return this.refuse(503);
      this.user = user;
      this.fetch("policy", new RequestInit("GET", "/allows" + this.path).header("x-user", user));
      return Progress.Wait;
    }
    currentRequest.headers.set("x-user", this.user);
    return Progress.Done;
  }

  private refuse(status: u32): Progress {
    currentRequest.respond(new LocalReply(status));
    return Progress.Done;
  }
}

class TwoStepAuth extends HttpFilter {
  onRequestHeaders(request: Request): Flow {
    // Whoever is let through is who the services say, not who the client says.
    request.headers.delete("x-user");
    // `/open/../closed` is `/closed` to one server and something under `/open` to the next. So the services decide about one form, which the
    // upstream then gets, too; what has none is no honest client's.
    const target = request.path;
    const path = normalizePath(target);
    if (path === null) return request.respond(new LocalReply(400));
    const query = target.indexOf("?");
    request.path = query < 0 ? path : path + target.substring(query);
    const cookie = decodeText(cookieFieldOf(request.headers));
    if (cookie.length == 0) return request.respond(new LocalReply(401));
    return new Admission(path, cookie).start();
  }
}
register("two-step-auth", () => new TwoStepAuth());
