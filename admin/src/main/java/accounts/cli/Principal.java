package accounts.cli;

import accounts.operator.Caller;
import accounts.operator.RequestDigest;
import accounts.operator.StsCallerIdentity;
import accounts.store.AwsConnections;
import accounts.store.AwsService;
import java.net.URI;
import java.util.Map;

/** Who the operator is, for commands that work on the table without the stack's function. */
final class Principal {
  private Principal() {}

  /**
   * The ARN that AWS knows for the operator's credentials.
   *
   * @throws CommandException if AWS does not take them
   */
  static String of(Target target) {
    URI sts = target.endpoint().orElseGet(() -> AwsService.endpoint("sts", target.region().id()));
    String digest = RequestDigest.of(target.stack(), Map.of());
    return StsCallerIdentity.at(sts, new AwsConnections())
        .of(SignedProof.of(target.credentials(), target.region(), sts, digest), digest)
        .map(Caller::arn)
        .orElseThrow(() -> new CommandException("AWS does not take these credentials."));
  }
}
