package accounts.local.stream;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.Record;

class StreamRecordsTest {
  @Test
  void aRecordIsAsLambdaHandsItOn() {
    Record record =
        Record.builder()
            .eventID("e")
            .eventName("INSERT")
            .dynamodb(
                d ->
                    d.approximateCreationDateTime(Instant.ofEpochMilli(1500))
                        .keys(Map.of("pk", AttributeValue.fromS("K")))
                        .newImage(
                            Map.of("l", AttributeValue.fromL(List.of(AttributeValue.fromN("1")))))
                        .sequenceNumber("7")
                        .sizeBytes(9L)
                        .streamViewType("NEW_IMAGE"))
            .build();

    ObjectNode json = StreamRecords.json(record, "arn");

    assertThat(json.toString())
        .isEqualTo(
            "{\"eventID\":\"e\",\"eventName\":\"INSERT\",\"eventVersion\":\"1.1\","
                + "\"eventSource\":\"aws:dynamodb\",\"awsRegion\":\"us-east-1\","
                + "\"eventSourceARN\":\"arn\",\"dynamodb\":{\"ApproximateCreationDateTime\":1.5,"
                + "\"Keys\":{\"pk\":{\"S\":\"K\"}},\"NewImage\":{\"l\":{\"L\":[{\"N\":\"1\"}]}},"
                + "\"SequenceNumber\":\"7\",\"SizeBytes\":9,\"StreamViewType\":\"NEW_IMAGE\"}}");
  }

  @Test
  void bytesAreBase64() {
    assertThat(
            StreamRecords.item(
                    Map.of("b", AttributeValue.fromB(SdkBytes.fromByteArray(new byte[] {1}))))
                .toString())
        .isEqualTo("{\"b\":{\"B\":\"AQ==\"}}");
  }
}
