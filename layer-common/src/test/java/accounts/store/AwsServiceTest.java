package accounts.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import org.junit.jupiter.api.Test;

class AwsServiceTest {
  @Test
  void endpoint_isTheRegionsInItsPartition() {
    assertThat(AwsService.endpoint("sts", "us-east-1"))
        .isEqualTo(URI.create("https://sts.us-east-1.amazonaws.com"));
    assertThat(AwsService.endpoint("secretsmanager", "eu-central-1"))
        .isEqualTo(URI.create("https://secretsmanager.eu-central-1.amazonaws.com"));
    assertThat(AwsService.endpoint("lambda", "cn-north-1"))
        .isEqualTo(URI.create("https://lambda.cn-north-1.amazonaws.com.cn"));
  }
}
